"""The numbers a text states, in digits or in letters: two ways to write one are the same."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from include.resources import data
from include.text.languages import primary

_DIGITS = re.compile(r"\d+(?:[.,'’\u00a0\u202f ]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]+")
_HAN_SCALES = {"百": 100, "千": 1_000, "万": 10_000, "萬": 10_000, "億": 10**8, "亿": 10**8}
GROUP = 3
HUNDRED = 100
EXACT_BELOW = 20.0
YEARS = (1000.0, 2100.0)
ROUNDED = 0.05
"""So far a rounded number may be off: "about three hundred" for 297."""


@dataclass(frozen=True)
class Number:
    """A number as it is written, and the values that may mean: "1.500" is two numbers."""

    written: str
    values: frozenset[float]

    def means(self, other: "Number") -> bool:
        """Whether both may mean the same, one of them perhaps rounded."""
        return any(_close(one, two) for one in self.values for two in other.values)


def numbers(text: str, language: str) -> list[Number]:
    """Return the numbers of a text, in order of their kind: digits first, then letters."""
    return [*_in_digits(text, language), *_in_letters(text, language)]


def _close(one: float, two: float) -> bool:
    low, high = sorted((one, two))
    if low < EXACT_BELOW or (YEARS[0] <= high <= YEARS[1] and float(high).is_integer()):
        return abs(high - low) < 1e-9  # noqa: PLR2004 - floats
    return high - low <= ROUNDED * high


def _in_digits(text: str, language: str) -> Iterator[Number]:
    scales = _words(primary(language))[1]
    for found in _DIGITS.finditer(text):
        values = _values(found[0])
        after = text[found.end() : found.end() + 24]
        word = _WORD.match(after.lstrip(" \u00a0\u202f-"))
        scale = float(_HAN_SCALES.get(after[:1], scales.get(word[0].casefold(), 1) if word else 1))
        yield Number(found[0], frozenset(value * scale for value in values))


def _values(written: str) -> frozenset[float]:
    """Read digits both ways where a mark may part thousands or decimals."""
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in written)
    plain = re.sub(r"['’\u00a0\u202f ]", "", plain)
    marks = [c for c in plain if c in ".,"]
    whole = float(re.sub(r"[.,]", "", plain))
    if not marks:
        return frozenset({whole})
    head, _, tail = plain.rpartition(marks[-1])
    decimal = float(f"{re.sub(r'[.,]', '', head)}.{tail}")
    if len(set(marks)) == len("ab") or len(tail) != GROUP:
        return frozenset({decimal})
    return frozenset({whole}) if len(marks) > 1 else frozenset({whole, decimal})


def _in_letters(text: str, language: str) -> Iterator[Number]:
    """Read runs such as "twenty-five thousand"; what follows digits belongs to them."""
    units, scales = _words(primary(language))
    run: list[str] = []
    end = -1
    for found in _WORD.finditer(text):
        word = found[0].casefold()
        joined = not run or text[end : found.start()] in (" ", "-")
        if run and not (joined and (word in units or word in scales)):
            yield Number(" ".join(run), frozenset({_value(run, units, scales)}))
            run = []
        if word in units or (word in scales and (run or not _follows_digits(text, found.start()))):
            run, end = [*run, word], found.end()
    if run:
        yield Number(" ".join(run), frozenset({_value(run, units, scales)}))


def _follows_digits(text: str, start: int) -> bool:
    return text[:start].rstrip(" \u00a0\u202f-")[-1:].isdigit()


def _value(run: list[str], units: dict[str, int], scales: dict[str, int]) -> float:
    total, current = 0, 0
    for word in run:
        if word in units:
            current += units[word]
        elif scales[word] == HUNDRED:
            current = max(current, 1) * scales[word]
        else:
            total, current = total + max(current, 1) * scales[word], 0
    return float(total + current)


@cache
def _words(language: str) -> tuple[dict[str, int], dict[str, int]]:
    known = data("text/number_words.yaml").get(language, {"units": {}, "scales": {}})
    return dict(known["units"]), dict(known["scales"])
