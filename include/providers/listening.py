"""What listens to a recording and says when its words were spoken, without I/O."""

from abc import abstractmethod

from include.providers.base import AtOnceProvider
from include.providers.values import Reply


class Listener(AtOnceProvider):
    """Tells the words of a recording: a WAV file at an order's ``options["wav"]``."""

    stage = "transcription"
    max_duration_s = 600.0
    reply_within_s = 120.0

    @abstractmethod
    def words(self, reply: Reply) -> tuple[tuple[str, float, float], ...]:
        """Read (word, start, end), in seconds; empty where it tells no times."""
