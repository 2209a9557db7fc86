"""The cover: the frame of the finished short in which the title stands still."""

from pathlib import Path

from include.domain.edit import Edit
from include.rendering.command import still
from include.rendering.ffmpeg import messages

SETTLED_S = 1.0
"""The title has arrived by then."""
NAME = "cover.jpg"


def at_s(edit: Edit) -> float:
    """When the cover's frame is shown, in seconds."""
    titles = [card for card in edit.cards if card.kind == "title"]
    if titles:
        return round(min(titles[0].start_s + SETTLED_S, edit.duration_s / 2), 3)
    return round(edit.duration_s / 3, 3)


def take(video: Path, edit: Edit, *, folder: Path) -> Path:
    """Write the cover beside the short and return its path."""
    messages(still(video, at_s=at_s(edit), name=NAME), folder=folder)
    return folder / NAME
