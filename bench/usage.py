"""CPU time and memory of a family of processes, as Linux tells them."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from stack.processes import PROC, descendants

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
KB_PER_MB = 1024
TIMES = slice(11, 15)
"""Of /proc/<pid>/stat, after the name: own time in user and kernel, then that of ended children."""


def family(pid: int) -> set[int]:
    """Return a process with all its descendants."""
    return {pid, *descendants(pid)}


def cpu_s(pids: Iterable[int]) -> float:
    """Return the CPU seconds used by living processes and by children they have waited for."""
    return sum(_ticks(pid) for pid in pids) / TICKS_PER_S


def memory_mb(pids: Iterable[int], kind: str = "Pss") -> float:
    """Return the memory of processes in MB (2^20 bytes).

    By default each shared page counts in parts, so that the sum is what the family really takes;
    ``kind`` "Rss" counts it once for each process.
    """
    return sum(_kb(PROC / str(pid) / "smaps_rollup", f"{kind}:") for pid in pids) / KB_PER_MB


def favour(pids: Iterable[int], niceness: int = -10) -> int:
    """Let processes go before all others, which root may; return the niceness they then have.

    Where the kernel shares the processor out by session first (sched(7), autogroup), a process's
    niceness counts within its session alone, so theirs are favoured too.
    """
    pids = list(pids)
    with suppress(PermissionError):
        for pid in pids:
            os.setpriority(os.PRIO_PROCESS, pid, niceness)
            # Missing where the kernel has none; EINVAL for a session begun outside a container.
            with suppress(OSError):
                (PROC / str(pid) / "autogroup").write_text(str(niceness), encoding="ascii")
    return max(os.getpriority(os.PRIO_PROCESS, pid) for pid in pids)


def command_of(pid: int) -> str:
    """Return a process's command line; empty when it has ended."""
    try:
        text = (PROC / str(pid) / "cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return text.replace("\0", " ").strip()


def _ticks(pid: int) -> int:
    stat = (PROC / str(pid) / "stat").read_text(encoding="ascii", errors="replace")
    return sum(int(ticks) for ticks in stat.rpartition(")")[2].split()[TIMES])


def _kb(path: Path, name: str) -> int:
    for line in path.read_text(encoding="ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    raise ValueError(f"{path} does not say {name}. It needs a Linux kernel of 4.14 or later.")
