"""Reads a batch's task instances as a person does: which short is at which stage."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from stack.api import Task

STAGES = {
    "write_script": "script",
    "narrate": "narration",
    "generate_clips": "clips",
    "compose_music": "music",
    "render_short": "render",
    "review_short": "review",
    "publish_short": "publication",
}
"""Task ids of `produce_short` in order, and what each stage is called."""

WORDS = {
    "none": "waiting",
    "scheduled": "waiting",
    "queued": "waiting",
    "restarting": "waiting",
    "running": "running",
    "deferred": "at the provider",
    "awaiting_input": "awaiting review",
    "up_for_retry": "trying again soon",
    "up_for_reschedule": "waiting",
    "success": "done",
    "skipped": "skipped",
    "failed": "failed",
    "upstream_failed": "not reached",
    "removed": "removed",
}
UNFINISHED = ("running", "awaiting_input", "deferred", "up_for_retry", "queued", "scheduled")
"""States of a stage under way, the most telling first."""

DONE = ("success", "skipped")
FAILED = ("failed", "upstream_failed", "removed")


@dataclass(frozen=True)
class Line:
    """One short, or a task outside the shorts. ``stages`` maps stage to task state, in order."""

    key: str
    title: str
    says: str
    stages: Mapping[str, str] = field(default_factory=dict)
    elapsed_s: float | None = None

    @property
    def failed(self) -> bool:
        """Whether something in it failed."""
        return "failed" in self.stages.values()


def lines(
    tasks: Sequence[Task], renders: Mapping[int, Mapping[str, Any]], now: datetime
) -> list[Line]:
    """Return a line for each task outside the shorts that is under way, and for each short.

    ``renders`` maps a short's index to its render's progress: ``percent``, ``speed``, ``eta_s``.
    """
    outside = [task for task in tasks if task.task_id not in STAGES]
    indexes = sorted({task.map_index for task in tasks if task.task_id in STAGES} - {-1})
    shorts = [_short(index, _of_short(tasks, index), renders, now) for index in indexes]
    return [*map(_outside, outside[:1]), *shorts, *map(_outside, outside[1:])]


def _of_short(tasks: Sequence[Task], index: int) -> dict[str, Task]:
    found = {t.task_id: t for t in tasks if t.map_index == index and t.task_id in STAGES}
    return {task_id: found[task_id] for task_id in STAGES if task_id in found}


def _outside(task: Task) -> Line:
    says = WORDS.get(task.state, task.state)
    return Line(
        task.full_id, clean(task.task_id.replace("_", " ")), says, {task.task_id: task.state}
    )


def _short(
    index: int,
    tasks: Mapping[str, Task],
    renders: Mapping[int, Mapping[str, Any]],
    now: datetime,
) -> Line:
    # Until a task has run, its label is the bare index.
    titles = [t.title for t in tasks.values() if t.title not in ("", str(index))]
    states = {STAGES[task_id]: task.state for task_id, task in tasks.items()}
    return Line(
        key=str(index),
        title=clean(titles[-1]) if titles else f"Topic {index + 1}",
        says=_says(states, renders.get(index)),
        stages=states,
        elapsed_s=_elapsed_s(tasks, now),
    )


def _says(states: Mapping[str, str], render: Mapping[str, Any] | None) -> str:
    failed = [stage for stage, state in states.items() if state == "failed"]
    if failed:
        return f"{' and '.join(failed)} failed"
    if states and all(state in DONE for state in states.values()):
        last = list(states.values())[-1]
        return "published" if last == "success" else "not published"
    # A stage that only waits says nothing while another is under way.
    for state in UNFINISHED:
        at = [stage for stage, its in states.items() if its == state]
        if at:
            return _stage_says(at, state, render)
    return "waiting"


def _stage_says(stages: Sequence[str], state: str, render: Mapping[str, Any] | None) -> str:
    if state == "awaiting_input":
        return WORDS[state]
    if state == "running":
        detail = rendering(render) if stages == ["render"] else ""
        return " and ".join(stages) + detail
    return f"{' and '.join(stages)}: {WORDS[state]}"


def rendering(progress: Mapping[str, Any] | None) -> str:
    """Say how far a render is: `` 42 %, 1.8x, 9 s left``; empty when it has not said."""
    if not isinstance(progress, Mapping):
        return ""
    said = []
    for key, form in (("percent", "{:.0f} %"), ("speed", "{:.1f}x"), ("eta_s", "{:.0f} s left")):
        value = progress.get(key)
        if isinstance(value, int | float):
            said.append(form.format(value))
    return f" {', '.join(said)}" if said else ""


def _elapsed_s(tasks: Mapping[str, Task], now: datetime) -> float | None:
    starts = [t.started_at for t in tasks.values() if t.started_at and t.state != "upstream_failed"]
    if not starts:
        return None
    ended = all(t.state in (*DONE, *FAILED) for t in tasks.values())
    ends = [s.timestamp() + (t.duration_s or 0) for t in tasks.values() if (s := t.started_at)]
    until = max(ends) if ended else now.timestamp()
    return max(0.0, until - min(starts).timestamp())


def spent(tasks: Sequence[Task]) -> dict[str, float]:
    """Return how many seconds each stage took, added up over the shorts; longest first."""
    totals: dict[str, float] = {}
    for task in tasks:
        name = STAGES.get(task.task_id, task.task_id.replace("_", " "))
        totals[name] = totals.get(name, 0.0) + (task.duration_s or 0.0)
    return dict(sorted(totals.items(), key=lambda item: -item[1]))


def clean(text: str) -> str:
    """Return ``text`` without anything that could steer a terminal."""
    return "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text).strip()


def now_utc() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)
