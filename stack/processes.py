"""Who descends from whom, and how to end a whole family of processes."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
POLL_S = 0.05
DYING_S = 15.0
"""How long a killed process may take to be gone on a machine that is busy."""


@dataclass(frozen=True)
class Process:
    """A living process. ``started`` tells it from a later one with the same pid."""

    pid: int
    parent: int
    session: int
    started: str


def table() -> dict[int, Process]:
    """Return every living process by pid; zombies are not alive."""
    return _from_proc() if (PROC / "self" / "stat").exists() else _from_ps()


def _from_proc() -> dict[int, Process]:
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit() and (process := _read(int(folder.name))):
            found[process.pid] = process
    return found


def _read(pid: int) -> Process | None:
    try:
        stat = (PROC / str(pid) / "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    # The name stands in brackets and may itself contain brackets and spaces.
    fields = stat.rpartition(")")[2].split()
    state, parent, session, started = fields[0], fields[1], fields[3], fields[19]
    return None if state in "ZX" else Process(pid, int(parent), int(session), started)


def _from_ps() -> dict[int, Process]:
    argv = ["ps", "-axo", "pid=,ppid=,state=,lstart="]
    lines = subprocess.run(argv, capture_output=True, text=True, check=False).stdout.splitlines()
    rows = (line.split(None, 3) for line in lines)
    return {
        int(pid): Process(int(pid), int(parent), os.getsid(int(pid)), started)
        for pid, parent, state, started in rows
        if not state.startswith("Z")
    }


def started(pid: int) -> str | None:
    """Return when a living process started, as an opaque word; ``None`` when there is none."""
    process = table().get(pid)
    return process.started if process else None


def descendants(root: int) -> set[int]:
    """Return the pids of every living process below ``root``, itself excluded."""
    processes = table()
    family = {root}
    while True:
        more = {p.pid for p in processes.values() if p.parent in family} - family
        if not more:
            return family - {root}
        family |= more


def left_behind(*, session: int, marker: str) -> set[int]:
    """Return what a killed keeper left: its session, and whatever carries its marker.

    The kernel gives no new process the number of a session that still has members, so a session
    whose leader is gone is the same one. Session 0 is nobody's: in a container it stands for every
    session whose leader lives outside.
    """
    me = os.getpid()
    processes = table()
    orphaned = session > 0 and session not in processes
    found = {
        p.pid
        for p in processes.values()
        if (orphaned and p.session == session) or _carries(p.pid, marker)
    }
    for pid in tuple(found):
        found |= descendants(pid)
    return found - {me}


def _carries(pid: int, marker: str) -> bool:
    try:
        return marker.encode() in (PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return False


def end_all(find: Callable[[], Iterable[int]], *, patience_s: float = 5.0) -> int:
    """End every process that ``find`` returns: ask, wait ``patience_s``, then kill.

    ``find`` is asked again and again, for children born meanwhile. Returns how many were found.
    """
    asked: set[int] = set()
    ask_until = time.monotonic() + patience_s
    killing_since: float | None = None
    while pids := set(find()):
        if time.monotonic() < ask_until:
            _signal(pids - asked, signal.SIGTERM)
        else:
            killing_since = killing_since or time.monotonic()
            if time.monotonic() > killing_since + DYING_S:
                break  # what SIGKILL has not ended by now is in the kernel's hands
            _signal(pids, signal.SIGKILL)
        asked |= pids
        time.sleep(POLL_S)
    return len(asked)


def _signal(pids: Iterable[int], number: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
