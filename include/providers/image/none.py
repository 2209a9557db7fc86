"""No pictures: clips are made from words alone."""

from include.providers.base import MakerProvider
from include.providers.values import Order


class NoPictures(MakerProvider):
    """Makes nothing."""

    stage = "image"
    docs_url = "https://ffmpeg.org/ffmpeg-filters.html"
    limits = "None: nothing is asked for, clips are made from words alone."

    def make(self, order: Order) -> None:  # noqa: ARG002
        """Return ``None``: there is no picture to start from."""
        return
