"""What is looked at before anything is started: arguments, disk, ports."""

import json
import re
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from stack import ports
from stack.problems import Problem

INSTALL_BYTES = 2_000_000_000
DATA_BYTES = 500_000_000
API_PORT = 8080
LAST_PORT = 65_535


def check_room(folder: Path, need: int, *, purpose: str, free: int | None = None) -> None:
    """Refuse to start on a full disk. ``folder`` need not exist yet.

    Raises:
        Problem: fewer than ``need`` bytes are free where ``folder`` is.
    """
    there = next(place for place in (folder, *folder.parents) if place.exists())
    left = shutil.disk_usage(there).free if free is None else free
    if left < need:
        raise Problem(
            f"{purpose} needs {need / 1e9:.1f} GB on the disk of {there}, which has "
            f"{left / 1e9:.1f} GB left. Make room and run the command again."
        )


def read_conf(path: Path) -> dict[str, Any]:
    """Read the run config of a batch.

    Raises:
        Problem: there is no such file, or it does not hold one JSON object.
    """
    try:
        conf = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Problem(
            f"The run config {path} cannot be read: {error.strerror}. Give a JSON file: "
            "make batch CONF=<file>"
        ) from error
    except UnicodeDecodeError as error:
        raise Problem(f"The run config {path} is not UTF-8. Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise Problem(
            f"The run config {path} is not JSON: line {error.lineno}, column {error.colno}: "
            f"{error.msg}. Mend it and run the command again."
        ) from error
    if not isinstance(conf, dict):
        raise Problem(
            f"The run config {path} holds {_kind(conf)} at line 1, column 1, not an object. "
            'Write it as {"limit": 3, …}.'
        )
    return conf


def _kind(value: object) -> str:
    names = {list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def resolve_file(given: str, caller: Mapping[str, str]) -> Path:
    """Return the absolute path of a file named relative to where the caller stands.

    ``make -C`` moves us away from there, but leaves ``PWD``.
    """
    path = Path(given).expanduser()
    places = [*([Path(caller["CALLER"])] if caller.get("CALLER") else []), Path.cwd()]
    return next((p for place in places if (p := place / path).exists()), places[0] / path).resolve()


def feed_for_conf(given: str, caller: Mapping[str, str]) -> str:
    """Return the ``feed`` param for what the caller gave: a URL as it is, a file absolutely.

    Raises:
        Problem: it is no URL, and there is no such file.
    """
    parts = urlsplit(given) if re.match(r"[A-Za-z]+://", given) else None
    if parts and parts.scheme.lower() in ("http", "https"):
        if not parts.hostname:
            raise Problem(f"The feed {given!r} names no host. Give its whole URL.")
        return given
    if parts and parts.scheme.lower() != "file":
        raise Problem(f"The feed {given!r} is neither a file nor an http(s) URL. Give one of them.")
    path = resolve_file(unquote(parts.path) if parts else given, caller)
    if not path.is_file():
        fact = "is a folder" if path.is_dir() else "does not exist"
        raise Problem(f"The feed {path} {fact}. Give a file or a URL: make demo FEED=<file or URL>")
    try:
        with path.open("rb"):
            return str(path)
    except OSError as error:
        raise Problem(f"The feed {path} cannot be read: {error.strerror}. Mend that.") from error


def claim_api_port(caller: Mapping[str, str]) -> tuple[int, socket.socket]:
    """Claim the API server's port: the caller's, else 8080, else any free one.

    The claim lasts until its socket is closed everywhere.

    Raises:
        Problem: the caller's port is no port, or is taken.
    """
    wanted = caller.get("AIRFLOW__API__PORT")
    if wanted is None:
        return ports.claim_preferred(API_PORT)
    if not (wanted.isascii() and wanted.isdigit() and 0 < int(wanted) <= LAST_PORT):
        raise Problem(f"AIRFLOW__API__PORT is {wanted!r}, which is no port. Give 1 to {LAST_PORT}.")
    held = ports.claim(int(wanted))
    if held is None:
        raise Problem(
            f"Port {wanted} (AIRFLOW__API__PORT) is in use by another program. Stop that, or unset "
            "the variable to let a free port be chosen."
        )
    return int(wanted), held
