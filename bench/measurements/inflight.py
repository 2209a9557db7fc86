"""Jobs in flight on one triggerer, beside a plain asyncio poller of the same jobs.

Each round is a real Airflow of its own. For each number of jobs, its triggerer is watched while
all of them are in flight, then they are ended and the lag is taken; then the same is done by the
poller, which is another process. The service is a third. CPU is compared as CPU time, for which it
hardly matters who else uses the machine; for lag it does, so all three go before others where they
may.
"""

import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bench.figures import Figure, Measured
from bench.inflight.airflow import airflow_for, triggerer_pid
from bench.inflight.parts import service
from bench.inflight.stretches import INTERVAL_S, Setting, Stretch, in_plain_poller, in_triggerer
from bench.machine import load
from bench.usage import family, memory_mb

CPU_OVER_ASYNCIO = 2.0
LAG_OVER_INTERVAL_S = 2.0
MEMORY_MB = 400.0


@dataclass(frozen=True)
class Step:
    """So many jobs in flight, in one round."""

    triggerer: Stretch
    plain: Stretch
    idle_mb: float


def measure(setting: Setting | None = None) -> Measured:
    """Measure every step in every round."""
    setting = setting or Setting()
    loads = [load()]
    rounds: list[list[Step]] = []
    for number in range(setting.rounds):
        rounds.append(_round(setting))
        loads.append(load())
        print(f"Round {number + 1} of {setting.rounds}: {_told(rounds[-1][-1])}", flush=True)
    figures: dict[str, Figure] = {}
    for index, jobs in enumerate(setting.jobs):
        steps = [steps[index] for steps in rounds]
        most = jobs == max(setting.jobs)
        found = _figures(steps)
        figures |= found if most else {f"{k}.at_{jobs}": _plain(v) for k, v in found.items()}
    return Measured(figures, {**_settings(setting), "load_averages": loads, **_counts(rounds)})


def _round(setting: Setting) -> list[Step]:
    with (
        tempfile.TemporaryDirectory(prefix="dailies-bench-") as folder,
        service() as outside,
        airflow_for(outside, Path(folder)) as airflow,
    ):
        idle_mb = memory_mb(family(triggerer_pid(airflow)))
        steps = []
        for jobs in setting.jobs:
            ours = in_triggerer(airflow, outside, jobs, setting)
            steps.append(Step(ours, in_plain_poller(outside, ours, setting), idle_mb))
        return steps


def _figures(steps: list[Step]) -> dict[str, Figure]:
    ours, plain = [step.triggerer for step in steps], [step.plain for step in steps]
    interval_s = min(stretch.interval_s for stretch in ours)
    ratios = [a.window.ms_per_poll / b.window.ms_per_poll for a, b in zip(ours, plain, strict=True)]
    grown = [step.triggerer.window.pss_mb - step.idle_mb for step in steps]
    slots = [float(stretch.held) for stretch in ours]
    lag = f"at the 99th of 100; the target is the interval of {interval_s:.1f} s and 2 s"
    return {
        "cpu_over_asyncio": Figure(
            tuple(ratios), "times", CPU_OVER_ASYNCIO, "CPU of all its processes, for one poll"
        ),
        "p99_lag_s": Figure(
            tuple(stretch.lag_s for stretch in ours), "s", interval_s + LAG_OVER_INTERVAL_S, lag
        ),
        "rss_mb": Figure(
            tuple(grown), "MB", MEMORY_MB, "PSS summed over its processes, less that when idle"
        ),
        "worker_slots": Figure(tuple(slots), "slots", 0.0, "held by tasks that wait"),
        "cpu_percent": Figure(tuple(s.window.cpu_percent for s in ours), "% of a core"),
        "ms_per_poll": Figure(tuple(s.window.ms_per_poll for s in ours), "ms"),
        "asyncio_ms_per_poll": Figure(tuple(s.window.ms_per_poll for s in plain), "ms"),
        "asyncio_p99_lag_s": Figure(tuple(s.lag_s for s in plain), "s"),
    }


def _plain(figure: Figure) -> Figure:
    """Return a figure without its target, which is about the most jobs alone."""
    return replace(figure, at_most=None)


def _settings(setting: Setting) -> dict[str, Any]:
    return {
        **asdict(setting),
        "poll_interval_s": INTERVAL_S,
        "provider": "fal",
        "service": "emulator on loopback, a process of its own",
        "asyncio": "one httpx client, a task for each job, the same pace, a process of its own",
        "airflow": "standalone: scheduler, triggerer, SQLite, LocalExecutor; one for each round",
    }


def _counts(rounds: list[list[Step]]) -> dict[str, Any]:
    """Return what the windows with the most jobs saw, in each round."""
    most = [max(steps, key=lambda step: step.triggerer.jobs) for steps in rounds]
    return {
        "polls": [step.triggerer.window.polls for step in most],
        "asyncio_polls": [step.plain.window.polls for step in most],
        "triggerer_cpu_s": [round(step.triggerer.window.cpu_s, 2) for step in most],
        "service_cpu_s": [round(step.triggerer.window.service_cpu_s, 2) for step in most],
        "niceness": max(max(s.triggerer.niceness, s.plain.niceness) for s in most),
        "triggerer_rss_mb": [round(step.triggerer.window.rss_mb) for step in most],
    }


def _told(step: Step) -> str:
    ours, plain = step.triggerer, step.plain
    return (
        f"{ours.jobs} jobs, {ours.window.ms_per_poll:.2f} ms of CPU for a poll against "
        f"{plain.window.ms_per_poll:.2f}, lag {ours.lag_s:.1f} s against {plain.lag_s:.1f}."
    )
