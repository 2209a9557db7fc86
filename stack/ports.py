"""Free loopback ports, and claims on them."""

import socket
import sys

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Say whether a server could listen on ``port`` now."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections are still closing counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def any_free() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def claim(port: int) -> socket.socket | None:
    """Return a claim on a free port, or ``None`` when it is in use or claimed by another stack.

    Airflow listens half a minute after its port was chosen; until then only the claim keeps two
    stacks apart. It holds for as long as any process has the socket open, and leaves no file. On
    anything but Linux a free port is claimed without being kept.
    """
    held = socket.socket(socket.AF_UNIX)
    if sys.platform.startswith("linux"):
        try:
            held.bind(f"\0dailies-api-port-{port}")
        except OSError:
            held.close()
            return None
    if is_free(port):
        return held
    held.close()
    return None


def claim_preferred(port: int) -> tuple[int, socket.socket]:
    """Claim ``port`` if it is free, another one if not."""
    while (held := claim(port)) is None:
        port = any_free()
    return port, held
