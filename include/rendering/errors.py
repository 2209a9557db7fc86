"""What can go wrong with a render, as one tree.

::

    RenderError
    ├── Unrenderable     the edit itself: rendering it again gives the same
    ├── NoSpace          the disk is full: make room, then render again
    └── FfmpegFailed     ffmpeg ended with an error
        └── Stalled      ffmpeg made no frame for too long and was ended

Every message says subject, fact and remedy.
"""

import shlex
from collections.abc import Sequence


class RenderError(Exception):
    """Root of the tree; never raised itself."""


class Unrenderable(RenderError):
    """A silent narration, an unreadable file: found before anything is encoded."""


class NoSpace(RenderError):
    """Kept apart because the render is sound and the machine is not."""


class FfmpegFailed(RenderError):
    """Carries the last lines ffmpeg wrote, and the command ready to paste into a shell."""

    def __init__(self, fact: str, *, argv: Sequence[str], folder: str, last_lines: str) -> None:
        self.command = f"cd {shlex.quote(folder)} && {shlex.join(argv)}"
        self.last_lines = last_lines
        super().__init__(f"{fact} Its last lines:\n{last_lines}\nTo try it again:\n{self.command}")


class Stalled(FfmpegFailed):
    """Ended by us. A file that cannot be read on, or a machine that is far too busy."""
