"""A new take: a short made anew, as a reviewer wished."""

from include.domain.base import Model
from include.domain.topic import Topic


class Take(Model):
    """A take after the first, and the run that makes it.

    ``of_run_id`` is the run whose short was sent back, ``first_run_id`` the one that made the first
    take. ``topic`` is what that short was about, before this take was asked for.
    """

    topic: Topic
    number: int
    run_id: str
    of_run_id: str
    first_run_id: str
    feedback: str = ""
    asked_by: str = ""
