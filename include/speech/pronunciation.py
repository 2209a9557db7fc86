"""What a voice is given of a text: respelt by the channel's list, without what cannot be spoken.

Each of its characters knows its place in the text as written, so that times find their way back
to the words that captions show.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from include.speech.tokens import heard, joiner


@dataclass(frozen=True)
class Said:
    """Text for a voice; ``places`` says of each character where it stands in the written text."""

    text: str
    places: tuple[int, ...]


def said(text: str, language: str, pronunciations: Mapping[str, str] | None = None) -> Said:
    """Return what a voice is given of ``text``.

    A word of the list in small letters stands for every spelling of it, one with capitals for
    itself alone ("US" is not "us"); of words that overlap, the longer counts.
    """
    respelt, places = _respelt(text, language, pronunciations or {})
    given, kept = heard(respelt)
    return Said(given, tuple(places[index] for index in kept))


def _respelt(
    text: str, language: str, pronunciations: Mapping[str, str]
) -> tuple[str, tuple[int, ...]]:
    words = [word for word in sorted(pronunciations, key=len, reverse=True) if word.strip()]
    if not words:
        return text, tuple(range(len(text)))
    found: list[str] = []
    places: list[int] = []
    done = 0
    for match in _any_of(words, language).finditer(text):
        instead = pronunciations[words[int(match.lastgroup[1:])]] if match.lastgroup else ""
        found += [text[done : match.start()], instead]
        places += range(done, match.start())
        width = match.end() - match.start()
        places += [match.start() + index * width // len(instead) for index in range(len(instead))]
        done = match.end()
    return "".join([*found, text[done:]]), (*places, *range(done, len(text)))


def _any_of(words: list[str], language: str) -> re.Pattern[str]:
    """Match any of the words, each a group; where words are written apart, only as a whole."""
    before, after = (r"(?<!\w)", r"(?!\w)") if joiner(language) else ("", "")
    each = (
        f"(?P<w{index}>{before if word[0].isalnum() else ''}"
        f"(?{'i' if word == word.lower() else ''}:{re.escape(word)})"
        f"{after if word[-1].isalnum() else ''})"
        for index, word in enumerate(words)
    )
    return re.compile("|".join(each))
