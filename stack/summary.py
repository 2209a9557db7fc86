"""Says what came out of a batch: from its report, and from where its time went."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from stack.api import Task
from stack.places import Places
from stack.progress import clean, spent
from stack.view import clock

SHOWN_STAGES = 6


def report_path(places: Places, run_id: str) -> Path:
    """Return where a run's report is; our run ids are good file names as they are."""
    return places.reports / f"{run_id}.json"


def summary(places: Places, run_id: str, tasks: Sequence[Task], wall_s: float) -> Iterator[str]:
    """Yield the closing lines: shorts, totals, time, and the path of the report."""
    path = report_path(places, run_id)
    report = _read(path)
    yield from _shorts(report)
    yield from _totals(report)
    yield _time(tasks, wall_s)
    folder = places.published / run_id
    if folder.is_dir() and any(folder.glob("*.mp4")):
        yield f"Shorts: {folder}"
    yield f"Report: {path}" if report else f"Report: none was written ({path})"


def _read(path: Path) -> dict[str, Any]:
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}


def _shorts(report: dict[str, Any]) -> Iterator[str]:
    for short in report.get("shorts") or []:
        topic = short.get("topic")
        title = clean(str(topic.get("title", "") if isinstance(topic, dict) else topic))
        took = f", {short['duration_s']:.0f} s" if short.get("duration_s") else ""
        yield f"  {title}: {short.get('state')}{took}, {_usd(short.get('cost_usd'))}"
        if short.get("path"):
            yield f"      {clean(str(short['path']))}"
        if short.get("next_take"):
            yield f"      made anew by run {clean(str(short['next_take']))}"
        for finding in short.get("findings") or []:
            yield f"      {_finding(finding)}"


def _finding(finding: Any) -> str:
    if not isinstance(finding, dict):
        return clean(str(finding))
    words = [finding.get("severity"), finding.get("code"), finding.get("message")]
    return clean(": ".join(str(word) for word in words if word))


def _totals(report: dict[str, Any]) -> Iterator[str]:
    if totals := report.get("totals"):
        yield (
            f"{totals.get('published', 0)} of {totals.get('topics', 0)} shorts published, "
            f"{totals.get('failed', 0)} failed, {totals.get('duration_s', 0):.0f} s of video, "
            f"{_usd(totals.get('cost_usd'))}{_in_doubt(totals)}."
        )


def _in_doubt(totals: dict[str, Any]) -> str:
    doubtful = totals.get("doubtful_usd")
    return f", of which {_usd(doubtful)} in doubt" if doubtful else ""


def _usd(cost: Any) -> str:
    return f"{float(cost or 0):.2f} USD"


def _time(tasks: Sequence[Task], wall_s: float) -> str:
    stages = [f"{name} {s:.0f} s" for name, s in spent(tasks).items() if s >= 1][:SHOWN_STAGES]
    worked = f"; in the tasks, side by side: {', '.join(stages)}" if stages else ""
    return f"The batch took {clock(wall_s)}{worked}."
