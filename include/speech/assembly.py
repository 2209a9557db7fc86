"""From spoken sentences to one narration: trimmed, joined with pauses, every word timed."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from include.domain import Span, Word
from include.speech.sentences import Sentence
from include.speech.timing import MIN_WORD_S, sounding, spread

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

QUIET = 0.01
"""Below this part of a sentence's peak, sound at its ends counts as silence."""

MARGIN_S = 0.025
"""Kept beyond the first and last sound: soft consonants lie below ``QUIET``."""

FADE_S = 0.005


@dataclass
class Narrated:
    """A narration as it grows: 16-bit mono samples, words, and where each beat begins."""

    sample_rate_hz: int
    pcm: bytearray = field(default_factory=bytearray)
    words: list[Word] = field(default_factory=list)
    begins_s: list[float] = field(default_factory=list)

    @property
    def duration_s(self) -> float:
        """Length so far, in seconds."""
        return len(self.pcm) / 2 / self.sample_rate_hz

    def pause(self, pause_s: float) -> None:
        """Add silence."""
        self.pcm += bytes(2 * round(pause_s * self.sample_rate_hz))

    def begin_beat(self) -> None:
        """What follows belongs to the next beat."""
        self.begins_s.append(milliseconds(self.duration_s))

    def add(self, sentence: Sentence, pcm: bytes, begins: list[float]) -> None:
        """Add a spoken sentence; ``begins`` are the samples at which its tokens begin."""
        sound, times = trimmed(pcm, begins, self.sample_rate_hz)
        beat = len(self.begins_s) - 1
        offset_s = self.duration_s
        self.pcm += sound.astype("<i2").tobytes()
        for token, (start_s, end_s) in zip(
            sentence.tokens, sounding(times, sound, self.sample_rate_hz), strict=True
        ):
            self.words.append(
                Word(
                    text=token.text,
                    start_s=milliseconds(offset_s + start_s),
                    end_s=milliseconds(min(offset_s + end_s, self.duration_s)),
                    beat=beat,
                )
            )

    def spans(self) -> tuple[Span, ...]:
        """One span per beat; each ends where the next begins, the last with the audio."""
        ends = [*self.begins_s[1:], self.duration_s]
        return tuple(
            Span(start_s=begin, end_s=end) for begin, end in zip(self.begins_s, ends, strict=True)
        )


def milliseconds(time_s: float) -> float:
    """Cut to milliseconds: never later than it was, so never beyond the audio."""
    return int(time_s * 1000) / 1000


def trimmed(
    pcm: bytes, begins: list[float], sample_rate_hz: int
) -> tuple["NDArray[float64]", list[float]]:
    """Return the sound without silence at its ends, and the tokens' starts in seconds."""
    import numpy as np

    sound: NDArray[float64] = np.frombuffer(pcm, "<i2").astype(np.float64)
    level = np.abs(sound)
    loud = np.flatnonzero(level > QUIET * level.max(initial=0.0))
    margin = int(MARGIN_S * sample_rate_hz)
    first = max(0, int(loud[0]) - margin) if len(loud) else 0
    last = min(len(sound), int(loud[-1]) + margin) if len(loud) else 0
    sound = faded(sound[first:last], sample_rate_hz)
    needed = int(np.ceil(MIN_WORD_S * len(begins) * sample_rate_hz))
    sound = np.pad(sound, (0, max(0, needed - len(sound))))
    moved = [max(0.0, time - first) / sample_rate_hz for time in begins]
    return sound, spread(moved, len(sound) / sample_rate_hz, MIN_WORD_S)


def faded(sound: "NDArray[float64]", sample_rate_hz: int) -> "NDArray[float64]":
    """Ramp both ends, so that joining with silence does not click."""
    import numpy as np

    width = min(int(FADE_S * sample_rate_hz), len(sound) // 2)
    if width == 0:
        return sound
    ramp = np.linspace(0.0, 1.0, width)
    shape = np.ones(len(sound))
    shape[:width] = ramp
    shape[-width:] = ramp[::-1]
    return sound * shape
