"""The jobs of a trigger: as it is told of them, and how they stand."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from include.providers.values import Job, State

if TYPE_CHECKING:
    from include.ordering.asking import Pending
    from include.providers.base import JobProvider


class Watched(TypedDict):
    """A job as the trigger is told of it: no secret, no signed URL."""

    subject: str
    digest: str
    job_id: str
    data: dict[str, str]
    since: float
    deadline_at: float
    poll_at: float


def watched(pending: "Pending", provider: "JobProvider") -> Watched:
    """Return what the trigger is told of a pending job."""
    return {
        "subject": pending.subject,
        "digest": pending.order_digest,
        "job_id": pending.job.job_id,
        "data": dict(pending.job.data),
        "since": pending.deadline_at - provider.deadline_s,
        "deadline_at": pending.deadline_at,
        "poll_at": pending.poll_at,
    }


@dataclass
class Watch:
    """A job and when it is looked after next, in epoch seconds."""

    about: Watched
    due_at: float
    state: State | None = None
    settled: bool = False
    told_percent: float = 0.0

    @property
    def job(self) -> Job:
        """The job as its provider knows it."""
        return Job(self.about["job_id"], self.about["data"])
