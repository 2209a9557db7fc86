"""When the end of a job was noticed, told by the trigger that noticed it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

_NOTICED = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]+Z).*\bJob (\S+) for .* is succeeded")


def noticed_at(logs: Iterable[Path]) -> dict[str, float]:
    """Return when a trigger noticed that a job was done, in epoch seconds by the job's id.

    That is the time of the line which the trigger wrote when it had read the reply. Airflow puts
    the last lines of a trigger into the triggerer's own log when the task's is closed already.
    """
    found: dict[str, float] = {}
    for line in _lines(logs):
        if match := _NOTICED.search(line):
            found.setdefault(match[2], datetime.fromisoformat(match[1]).timestamp())
    return found


def lags_s(noticed: Mapping[str, float], runs: Sequence[Mapping[str, Any]]) -> list[float]:
    """Return how long after its end each run was noticed to have ended.

    Raises:
        LookupError: One never was.
    """
    missing = [run["id"] for run in runs if run["id"] not in noticed]
    if missing:
        raise LookupError(
            f"{len(missing)} of {len(runs)} ended jobs were never noticed, first {missing[0]}. "
            "Look at the logs of their tasks."
        )
    return [noticed[run["id"]] - run["done_at"] for run in runs]


def p99(values: Sequence[float]) -> float:
    """Return the smallest value that 99 of 100 do not exceed."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * 99 // 100) - 1]


def _lines(logs: Iterable[Path]) -> Iterator[str]:
    for path in logs:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file
