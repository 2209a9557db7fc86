"""What is forgiven of a connection while it is polled, and for how long."""

import time

from include.providers.errors import BadReply, ProviderError

FORGIVEN = 5
FORGIVEN_S = 900.0
"""Passing trouble is forgiven until it is more than so many failures and so many seconds old."""

UNREADABLE = 3
"""So many unreadable replies without a good one in between are no accident."""


class Patience:
    """Trouble since the last good answer."""

    def __init__(self) -> None:
        self._errors: list[ProviderError] = []
        self._since = 0.0

    def lost(self, error: ProviderError) -> None:
        """Take note of a poll that brought nothing."""
        self._since = self._since if self._errors else time.time()
        self._errors.append(error)

    def regained(self) -> None:
        """Forget what was: a poll was answered."""
        self._errors.clear()

    def check(self) -> None:
        """Raise the latest trouble when it has gone on for too long."""
        unreadable = [error for error in self._errors if isinstance(error, BadReply)]
        too_long = time.time() - self._since > FORGIVEN_S and len(self._errors) > FORGIVEN
        if self._errors and (too_long or len(unreadable) >= UNREADABLE):
            raise self._errors[-1]
