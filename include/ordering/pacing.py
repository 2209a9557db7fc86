"""How often a job is asked after: by the provider's hint, more rarely as it takes longer."""

import random

SLOWEST_S = 30.0
SHARE = 1 / 20
"""Polls come at most this share of the elapsed time late."""

JITTER = 0.1


def usual_s(interval_s: float, *, elapsed_s: float) -> float:
    """Return the interval at which a job is polled that has been running for so long."""
    return max(interval_s, min(elapsed_s * SHARE, SLOWEST_S))


def next_poll_s(interval_s: float, *, elapsed_s: float, hint_s: float | None = None) -> float:
    """Return in how many seconds to poll again, with jitter so that jobs do not poll in step.

    Args:
        interval_s: The provider's usual interval.
        elapsed_s: How long the job has been running.
        hint_s: What the service itself asked for; never undercut.
    """
    if hint_s is not None:
        return max(hint_s, 0.1) * random.uniform(1, 1 + 2 * JITTER)  # noqa: S311
    return usual_s(interval_s, elapsed_s=elapsed_s) * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
