"""Waiting for what happens in its own time."""

import time
from http import HTTPStatus

from stack.api import ApiError

PATIENCE_S = 420.0
"""A machine that runs other tests beside is slow."""


def eventually(look, *, what, within_s=PATIENCE_S, every_s=0.2):
    """Return the first truth that ``look`` finds; a server that is out of breath is asked again."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            if found := look():
                return found
        except ApiError as error:
            if 0 < error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
        assert time.monotonic() < deadline, f"{what} did not happen within {within_s:.0f} s"
        time.sleep(every_s)
