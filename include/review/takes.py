"""A new take: a run that makes one short anew, as a reviewer wished."""

from typing import Any

from include.domain import Topic, digest_of
from include.domain.batch import BatchRequest, TakeRequest
from include.domain.take import Take

OF_THE_FIRST_ONLY = {"topics", "feed", "limit", "repeats", "take"}
"""Params of a run that say which topics it makes."""


def run_id(dag_id: str, first_run_id: str, topic: Topic, number: int) -> str:
    """Return the id of a take's run: a name a person can read, the same whenever it is asked."""
    origin = digest_of(["take", dag_id, first_run_id, topic.topic_id, number])[:12]
    return f"take{number}__{topic.slug}__{origin}"


def conf(request: BatchRequest, take: Take) -> dict[str, Any]:
    """Return the config of a take's run: that of the run it was asked for in, for one topic."""
    same = request.model_dump(mode="json", exclude=OF_THE_FIRST_ONLY)
    wanted = TakeRequest(
        of=take.of_run_id,
        topic_id=take.topic.topic_id,
        number=take.number,
        feedback=take.feedback,
    )
    return {**same, "take": wanted.model_dump(mode="json")}


def topic_of(take: Take, wanted: TakeRequest) -> Topic:
    """Return the topic to make, with what the run was asked to do better."""
    wish = f": {wanted.feedback}" if wanted.feedback else "."
    return take.topic.model_copy(
        update={
            "take": wanted.number,
            "feedback": wanted.feedback,
            "why": f"Take {wanted.number}, asked for by {take.asked_by}{wish}",
        }
    )
