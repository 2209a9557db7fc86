"""Words that headlines use for one another: events, places, numbers, in several languages."""

import re
import shlex
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from include.resources import data

SHORTEST_BEGINNING = {"events": 5, "places": 4}
"""Letters without which the beginning of a word says too little."""
_ARABIC_AFFIX = re.compile(r"^(?:وال|بال|ال|لل)(?=.{3})")


@dataclass(frozen=True)
class Meanings:
    """A lexicon: whole words, beginnings of words, phrases, and words of unspaced languages."""

    words: dict[str, str] = field(default_factory=dict)
    beginnings: dict[str, str] = field(default_factory=dict)
    phrases: tuple[tuple[re.Pattern[str], str], ...] = ()
    signs: tuple[tuple[str, str], ...] = ()
    opposites: frozenset[frozenset[str]] = frozenset()
    common: frozenset[str] = frozenset()
    numbers: dict[str, float] = field(default_factory=dict)
    scales: dict[str, float] = field(default_factory=dict)
    calendar: dict[str, float] = field(default_factory=dict)

    def of(self, word: str) -> str:
        """Return what a word, in lower case and without accents, stands for; "" for itself."""
        if found := self.words.get(word):
            return found
        for length in range(min(len(word), 14), 1, -1):
            if found := self.beginnings.get(word[:length]):
                return found
        return ""


def plain(text: str) -> str:
    """Return text in lower case, in one form, Latin letters without accents."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ß", "ss")
    if folded.isascii():
        return folded
    split = unicodedata.normalize("NFD", folded)
    kept = [c for i, c in enumerate(split)
            if not (unicodedata.combining(c) and i and split[i - 1].isascii())]  # fmt: skip
    return unicodedata.normalize("NFC", "".join(kept))


def bare(word: str) -> str:
    """Return an Arabic word without its article."""
    return _ARABIC_AFFIX.sub("", word)


@cache
def meanings() -> Meanings:
    """Return the lexicon of ``resources/topics/meanings.yaml``."""
    told = data("topics/meanings.yaml")
    words: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    phrases, signs = [], []
    for kind in ("events", "places"):
        for name, listed in told[kind].items():
            meant = f"{kind[0]}:{name}"
            for written in shlex.split(listed):
                form = plain(written)
                if " " in form:
                    phrases.append((re.compile(rf"\b{re.escape(form)}\b"), meant))
                elif not form[0].isascii() and _is_unspaced(form):
                    signs.append((form, meant))
                elif form.endswith("*") and _says_enough(form[:-1], kind):
                    beginnings.setdefault(form[:-1], meant)
                else:
                    words.setdefault(bare(form.rstrip("*")), meant)
    return Meanings(
        words,
        beginnings,
        tuple(phrases),
        tuple(signs),
        frozenset(frozenset(f"e:{name}" for name in pair) for pair in told["opposites"]),
        frozenset(plain(word) for word in told["common"].split()),
        _values(told["numbers"]),
        _values(told["scales"]),
        _values(told["calendar"]),
    )


def _says_enough(beginning: str, kind: str) -> bool:
    return len(beginning) >= SHORTEST_BEGINNING[kind] or not beginning.isascii()


def _values(told: dict[int, str]) -> dict[str, float]:
    return {plain(w): float(value) for value, listed in told.items() for w in shlex.split(listed)}


def _is_unspaced(text: str) -> bool:
    return all("\u3040" <= c <= "\u30ff" or "\u3400" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af"
               for c in text)  # fmt: skip
