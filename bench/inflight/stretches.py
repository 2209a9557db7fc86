"""One stretch of so many jobs in flight: in the triggerer, then in the plain poller."""

import json
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.inflight.airflow import DAG, Flight, triggerer_pid
from bench.inflight.noticing import lags_s, noticed_at, p99
from bench.inflight.parts import Service, plain_poller
from bench.inflight.windows import Window, watch
from bench.usage import family, favour
from include.ordering.pacing import usual_s
from include.providers.clip.fal import Fal
from stack.problems import Problem
from stack.session import Airflow

WITHIN_S = 900.0
TICK_S = 0.5
INTERVAL_S = Fal.poll_interval_s


@dataclass(frozen=True)
class Setting:
    """How it is measured: steps of jobs in flight, and how long each is watched and ended."""

    jobs: tuple[int, ...] = (10, 100, 1000)
    jobs_per_short: int = 8
    rounds: int = 3
    window_s: float = 30.0
    finish_over_s: float = 20.0


@dataclass(frozen=True)
class Stretch:
    """What came of it.

    ``interval_s`` is the shortest interval at which a job was polled, ``niceness`` that of whoever
    polled: a machine busy with something else is to say nothing about lag.
    """

    jobs: int
    window: Window
    lag_s: float
    interval_s: float
    age_s: float
    niceness: int
    held: int = 0


def in_triggerer(airflow: Airflow, service: Service, jobs: int, setting: Setting) -> Stretch:
    """Have the triggerer wait for jobs, and end them.

    Raises:
        Problem: They were not all ordered once, or not all tasks succeeded.
    """
    service.tell("reset")
    pid = triggerer_pid(airflow)
    niceness = favour({*family(pid), service.pid})
    conf = {"jobs": jobs, "jobs_per_short": setting.jobs_per_short}
    flight, held = Flight(airflow, airflow.api.trigger(DAG, conf)), [0]
    flight.await_until(lambda: _polled(service, jobs, times=2), "All jobs in flight", WITHIN_S)
    age_s = _age_s(service)
    window = watch(
        pid,
        service,
        length_s=setting.window_s,
        meanwhile=lambda: held.append(flight.held()),
    )
    service.tell("finish", over_s=setting.finish_over_s)
    shorts = -(-jobs // setting.jobs_per_short)
    flight.await_until(lambda: flight.states() == {"success": shorts}, "The end", WITHIN_S)
    runs = service.runs()
    if len(runs) != jobs:
        raise Problem(f"{jobs} jobs were wanted and {len(runs)} submitted. One was paid twice.")
    lag_s = p99(lags_s(noticed_at(flight.logs()), runs))
    return Stretch(jobs, window, lag_s, _interval_s(runs), age_s, niceness, held=max(held))


def in_plain_poller(service: Service, like: Stretch, setting: Setting) -> Stretch:
    """Have the plain poller wait for as many jobs of the same age, and end them."""
    service.tell("reset")
    service.tell("seed", count=like.jobs, age_s=like.age_s)
    with plain_poller(service, interval_s=INTERVAL_S) as poller:
        niceness = favour({poller.pid, service.pid})
        _await(lambda: _polled(service, like.jobs, times=1))
        window = watch(poller.pid, service, length_s=setting.window_s)
        service.tell("finish", over_s=setting.finish_over_s)
        noticed: Mapping[str, float] = json.loads(poller.communicate(timeout=WITHIN_S)[0])
    runs = service.runs()
    lag_s = p99(lags_s(noticed, runs))
    return Stretch(like.jobs, window, lag_s, _interval_s(runs), like.age_s, niceness)


def _polled(service: Service, jobs: int, *, times: int) -> bool:
    """Whether all jobs are there and each has been polled so often (a worker polls once)."""
    runs = service.runs()
    return len(runs) >= jobs and all(run["polls"] >= times for run in runs)


def _age_s(service: Service) -> float:
    return time.time() - statistics.fmean(run["at"] for run in service.runs())


def _interval_s(runs: Sequence[Mapping[str, Any]]) -> float:
    return min(usual_s(INTERVAL_S, elapsed_s=run["done_at"] - run["at"]) for run in runs)


def _await(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not reached():
        if time.monotonic() > deadline:
            raise Problem(f"The plain poller had not polled every job within {WITHIN_S:.0f} s.")
        time.sleep(TICK_S)
