"""The only way out for a filmed page: a proxy that connects to addresses it has looked at itself.

Redirects, web sockets, names that lead to private addresses or change theirs: whatever a page asks
for, its host is looked up here, and the connection goes to the address that was looked at.
"""

import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from urllib.parse import urlsplit

from include.capture.hosts import AllowList, NotAllowed, plain

CONNECT_S, IDLE_S = 10.0, 30.0
LONGEST_LINE, MOST_LINES = 16_384, 200
CHUNK = 1 << 16
PASSED_ON = {"proxy-connection", "connection", "keep-alive", "proxy-authorization", "upgrade"}
"""Headers that are about one connection, and are not sent on."""


class Gate(ThreadingTCPServer):
    """Serves one browser on loopback.

    ``refused`` says of hosts why nothing may be fetched from them, ``failed`` why nothing could be.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, allowed: AllowList, *, most_bytes: int) -> None:
        super().__init__(("127.0.0.1", 0), _Passage)
        self.allowed = allowed
        self.refused: dict[str, str] = {}
        self.failed: dict[str, OSError] = {}
        self.left = most_bytes

    def weigh(self, read: bytes) -> bytes:
        """Count what came in.

        Raises:
            OSError: It is more than a page can need.
        """
        self.left -= len(read)
        if self.left < 0:
            raise OSError("too much was fetched")
        return read

    def connect(self, host: str, port: int) -> socket.socket:
        """Connect to a host whose every address is allowed.

        Raises:
            NotAllowed: One is not.
            OSError: The host is not known, or does not answer.
        """
        host = plain(host)
        try:
            addresses = addresses_of(host, port)
            for address in addresses:
                self.allowed.check_address(address, port)
            return _first_of(addresses, port)
        except NotAllowed as error:
            self.refused[host] = str(error)
            raise
        except OSError as error:
            self.failed[host] = error
            raise


@contextmanager
def gate(allowed: AllowList, *, most_bytes: int) -> Iterator[Gate]:
    """Run a gate for as long as the block lasts, or ``most_bytes`` are fetched."""
    with Gate(allowed, most_bytes=most_bytes) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Passage(StreamRequestHandler):
    """One request of the browser, and what comes back; its connection is used once."""

    timeout = IDLE_S
    server: Gate

    def handle(self) -> None:
        try:
            method, target, headers = self._asked()
            tunnel = method == "CONNECT"
            parts = urlsplit(f"//{target}" if tunnel else target)
            if not parts.hostname or (not tunnel and parts.scheme != "http"):
                self._answer("400 Bad Request")
                return
            outward = self.server.connect(parts.hostname, parts.port or 80)
        except NotAllowed:
            self._answer("403 Forbidden")
        except TimeoutError:
            self._answer("504 Gateway Timeout")
        except (OSError, ValueError):
            self._answer("502 Bad Gateway")
        else:
            with outward:
                self._pass(outward, tunnel=tunnel, method=method, target=target, headers=headers)

    def _pass(
        self, outward: socket.socket, *, tunnel: bool, method: str, target: str, headers: list[str]
    ) -> None:
        try:
            if tunnel:
                self._answer("200 Connection established", last=False)
                self._exchange(outward)
                return
            path = target.partition("://")[2].partition("/")[2].partition("#")[0]
            kept = [line for line in headers if _name(line) not in PASSED_ON]
            head = [f"{method} /{path} HTTP/1.1", *kept, "Connection: close", "", ""]
            outward.sendall("\r\n".join(head).encode("latin-1"))
            self._send_body(outward, headers)
            while read := self.server.weigh(outward.recv(CHUNK)):
                self.connection.sendall(read)
        except (OSError, ValueError):
            return

    def _send_body(self, outward: socket.socket, headers: list[str]) -> None:
        said = next((h.partition(":")[2] for h in headers if _name(h) == "content-length"), "0")
        left = int(said)
        while left > 0 and (read := self.rfile.read(min(left, CHUNK))):
            outward.sendall(read)
            left -= len(read)

    def _exchange(self, outward: socket.socket) -> None:
        """Pass bytes both ways until one side is done or both are silent for long."""
        other = {self.connection: outward, outward: self.connection}
        with selectors.DefaultSelector() as selector:
            for side in other:
                selector.register(side, selectors.EVENT_READ, side)
            while ready := selector.select(IDLE_S):
                for key, _ in ready:
                    side = key.data
                    if not (read := self.server.weigh(side.recv(CHUNK))):
                        return
                    other[side].sendall(read)

    def _asked(self) -> tuple[str, str, list[str]]:
        method, target, _ = self._line().split(" ")
        headers = []
        while line := self._line():
            headers.append(line)
            if len(headers) > MOST_LINES:
                raise ValueError("too many headers")
        return method, target, headers

    def _line(self) -> str:
        read = self.rfile.readline(LONGEST_LINE)
        if not read.endswith(b"\n"):
            raise ValueError("no whole line")
        return read.decode("latin-1").rstrip("\r\n")

    def _answer(self, status: str, *, last: bool = True) -> None:
        end = "Content-Length: 0\r\nConnection: close\r\n\r\n" if last else "\r\n"
        try:
            self.connection.sendall(f"HTTP/1.1 {status}\r\n{end}".encode())
        except OSError:
            return


def addresses_of(host: str, port: int) -> list[str]:
    """Look a host up; raise ``OSError`` when it is not known."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _first_of(addresses: list[str], port: int) -> socket.socket:
    """Connect to the first address that answers."""
    last: OSError = OSError("no address")
    for address in addresses:
        try:
            connected = socket.create_connection((address, port), timeout=CONNECT_S)
        except OSError as error:
            last = error
        else:
            connected.settimeout(IDLE_S)
            return connected
    raise last


def _name(header: str) -> str:
    return header.partition(":")[0].strip().lower()
