"""What a person at a terminal is told: one sentence or two, without a traceback."""


class Problem(Exception):  # noqa: N818 - a person reads the word
    """Something a person must act on. The message has subject, fact and remedy."""


class Stopped(BaseException):
    """A signal asked us to stop; not an ``Exception``, so that nothing swallows it.

    ``number`` is the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
