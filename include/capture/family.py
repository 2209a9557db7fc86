"""A process with all it started: how much memory they take, and their end.

A browser leaves its parent's process group, so the group says nothing.
"""

import os
import signal
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def family(root: int) -> dict[int, str]:
    """Return the living processes below ``root``, itself too, and when each started."""
    rows = {pid: row for pid in _pids() if (row := _row(pid))}
    found = {root}
    while more := {pid for pid, (parent, _) in rows.items() if parent in found} - found:
        found |= more
    return {pid: rows[pid][1] for pid in found if pid in rows}


def memory_bytes(processes: dict[int, str]) -> int:
    """Memory that processes have for themselves, shared pages not counted."""
    return sum(_own_bytes(pid) for pid in processes)


def kill(processes: dict[int, str]) -> None:
    """End those that still are the same processes."""
    for pid, started in processes.items():
        row = _row(pid)
        if row and row[1] == started:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _pids() -> list[int]:
    try:
        return [int(path.name) for path in PROC.iterdir() if path.name.isdigit()]
    except OSError:  # no Linux
        return []


def _row(pid: int) -> tuple[int, str] | None:
    """Parent and start time; ``None`` for what is gone or a zombie."""
    try:
        stat = (PROC / str(pid) / "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else (int(fields[1]), fields[19])


def _own_bytes(pid: int) -> int:
    try:
        resident, shared = (PROC / str(pid) / "statm").read_text(encoding="ascii").split()[1:3]
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
