"""What one stretch of polling costs those who poll."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.inflight.parts import Service
from bench.usage import TICKS_PER_S, cpu_s, family, memory_mb


@dataclass(frozen=True)
class Window:
    """What was used while so many polls were answered in ``length_s`` seconds."""

    length_s: float
    polls: int
    cpu_s: float
    service_cpu_s: float
    pss_mb: float
    rss_mb: float

    @property
    def ms_per_poll(self) -> float:
        """CPU milliseconds for one poll, with everything else that went on meanwhile.

        Linux counts CPU time in ticks: what took less than one counts as one.
        """
        return 1000 * max(self.cpu_s, 1 / TICKS_PER_S) / self.polls

    @property
    def cpu_percent(self) -> float:
        """Share of one core."""
        return 100 * self.cpu_s / self.length_s


def watch(
    pid: int, service: Service, *, length_s: float, meanwhile: Callable[[], None] = lambda: None
) -> Window:
    """Watch a process and its descendants while they poll; ``meanwhile`` is called ten times.

    Memory is the largest that was seen.
    """
    pids = family(pid)
    began, polls = time.monotonic(), service.polls()
    used, served = cpu_s(pids), cpu_s([service.pid])
    seen = []
    while time.monotonic() < began + length_s:
        time.sleep(length_s / 10)
        seen.append((memory_mb(pids), memory_mb(pids, "Rss")))
        meanwhile()
    return Window(
        length_s=time.monotonic() - began,
        polls=service.polls() - polls,
        cpu_s=cpu_s(pids) - used,
        service_cpu_s=cpu_s([service.pid]) - served,
        pss_mb=max(pss for pss, _ in seen),
        rss_mb=max(rss for _, rss in seen),
    )
