"""How many words, or characters, a script of so many seconds has."""

from dataclasses import dataclass

from include.domain import Script, Topic
from include.text.languages import spaced
from include.text.rates import rates, spoken_s
from include.text.sentences import size, split
from include.writing.lines import BEAT_PAUSE_S

SAMPLE = 600
"""Characters of a source by which its words are measured."""

ENOUGH = 120
TYPICAL = "the water of the sea rises and falls in every harbour along this coast "
"""Where a source is too short to be measured; words of other languages are longer or shorter."""


@dataclass(frozen=True)
class Length:
    """An amount of text: words, or characters where words are not spaced."""

    count: int
    language: str

    def __str__(self) -> str:
        unit = "words" if spaced(self.language) else "characters"
        return f"about {self.count} {unit}"


def length_for(target_s: float, topic: Topic, *, beats: int) -> Length:
    """Return how much is said in ``target_s`` seconds, pauses between beats left out."""
    spoken = max(target_s - beats * BEAT_PAUSE_S, 1.0)
    return Length(max(1, round(spoken / _word_s(topic))), topic.language)


def length_of(script: Script) -> Length:
    """Return how much a script says."""
    count = sum(_count(beat.spoken, script.language) for beat in script.beats)
    return Length(count, script.language)


def duration_s(script: Script) -> float:
    """Estimate how long a script takes to say, in seconds."""
    return sum(spoken_s(beat.spoken, script.language) + BEAT_PAUSE_S for beat in script.beats)


def scaled(length: Length, factor: float) -> Length:
    """Return so many times as much."""
    return Length(max(1, round(length.count * factor)), length.language)


def length_in(script: Script, factor: float) -> Length:
    """Return how much a script says in ``factor`` times its time: pauses stay as they are."""
    now_s = duration_s(script)
    stops = sum(len(split(beat.spoken, script.language)) for beat in script.beats)
    paused_s = len(script.beats) * BEAT_PAUSE_S + stops * rates().sentence_pause_s
    share = (now_s * factor - paused_s) / max(now_s - paused_s, 1.0)
    return scaled(length_of(script), max(share, factor / 2))


def _word_s(topic: Topic) -> float:
    """Seconds that a word, or a character, of the topic's language takes, by its own text."""
    sample = topic.text[:SAMPLE]
    if len(sample) < ENOUGH or not _count(sample, topic.language):
        if not spaced(topic.language):
            return spoken_s("水", topic.language)
        sample = TYPICAL
    return spoken_s(sample, topic.language) / _count(sample, topic.language)


def _count(text: str, language: str) -> int:
    return size(text, language) if spaced(language) else sum(c.isalnum() for c in text)
