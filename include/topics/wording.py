"""A headline as terms that can be compared: names, numbers, events, and what is left of words."""

import re
import unicodedata
from dataclasses import dataclass, field

from include.text.languages import primary
from include.text.terms import STEM, stop_words
from include.topics.meanings import bare, meanings, plain

NAME, NUMBER, WORD, EVENT, COMMON = 1.3, 1.0, 1.0, 0.6, 0.35
"""How much a term of each kind tells of which story it is."""

SIGN = 0.5
"""A pair of characters where words have no spaces: several of them make a word."""

LONGEST_LEAD = 400
"""Characters of a text that are looked at: who, what and where stand at its beginning."""

TITLE_CASED = 4
"""Where Every Word From This Length on Is Written Large, that makes none of them a name."""
YEAR, MONTH, DAY = "@year", "@month", "@day"
MONTHS = 12
SHORTEST = 2
LARGEST = 1e15
_TOKEN = re.compile(
    r"\d+(?:[.,\u066b]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*\d*(?:[^\W\d_]\b)?", re.UNICODE
)
_CODE = re.compile(r"([^\W\d_]{1,4})(\d{1,4})[^\W\d_]?")
_ROMAN = re.compile(r"(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})")
_POSSESSIVE = re.compile(r"['’]\w{1,2}$")
_ELISION = re.compile(r"^(?:[dljmnstc]|qu|dell|nell|all|dall|sull)['’](?=\w{2})", re.IGNORECASE)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff々\uac00-\ud7af\u0e00-\u0e7f]+")
_RUNS = re.compile(
    r"[\u3400-\u9fff々]+|[\u30a1-\u30faー]{2,}|[\uac00-\ud7af]{2,}|[\u0e00-\u0e7f]{3,}"
)
_ENDING = re.compile(r"(?<=[a-z]{4})(?:e[nrs]?|[aiosn])$")
_YEAR = range(1900, 2100)


@dataclass(frozen=True)
class Term:
    """A term as it is compared, and how much it tells."""

    text: str
    weight: float
    name: bool = False


@dataclass(frozen=True)
class Wording:
    """What is compared of a headline and the beginning of its text.

    ``order`` is the title word for word, ``title`` its telling terms, ``lead`` what else the text
    begins with. ``marked`` are numbers that name something, by what they follow ("python": 3.14);
    ``counted`` are the others.
    """

    order: tuple[str, ...]
    title: dict[str, Term]
    lead: frozenset[str] = frozenset()
    marked: dict[str, frozenset[float]] = field(default_factory=dict)
    counted: frozenset[float] = frozenset()
    events: frozenset[str] = frozenset()


def wording(title: str, lead: str = "", *, language: str = "en") -> Wording:
    """Read a title, and the beginning of its text."""
    title = unicodedata.normalize("NFKC", title)[:500]
    read = _Reader(title, language)
    order, terms = read.read()
    beginning = unicodedata.normalize("NFKC", lead)[:LONGEST_LEAD]
    others = _Reader(beginning, language).read()[1] if beginning else {}
    return Wording(
        order=tuple(order),
        title=terms,
        lead=frozenset(others) - frozenset(terms),
        marked={head: frozenset(found) for head, found in read.marked.items()},
        counted=frozenset(read.counted),
        events=frozenset(text for text in terms if text.startswith("e:")),
    )


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, language: str) -> None:
        self.text, self.language = text, primary(language)
        self.stops, self.known = stop_words(language), meanings()
        self.marked: dict[str, set[float]] = {}
        self.counted: set[float] = set()
        self.meant: set[str] = set()
        self.order: list[str] = []
        self.terms: dict[str, Term] = {}

    def read(self) -> tuple[list[str], dict[str, Term]]:
        """Return the words in order, and the terms."""
        self._phrases()
        self._signs()
        tokens = [self._clean(found[0]) for found in _TOKEN.finditer(_UNSPACED.sub(" ", self.text))]
        long = [t for t in tokens if t[0].isalpha() and len(t) >= TITLE_CASED]
        self.shouted = all(t[0].isupper() for t in long if t.casefold() not in self.stops)
        head = ""
        for index, token in enumerate(tokens):
            if token[0].isdigit() or (index and head and _ROMAN.fullmatch(token)):
                following = tokens[index + 1] if index + 1 < len(tokens) else ""
                self._number(token, head, following)
                head = ""
            else:
                head = self._word(token, first=index == 0)
        return self.order, self.terms

    def _clean(self, token: str) -> str:
        return bare(_POSSESSIVE.sub("", _ELISION.sub("", token))) or token

    def _add(self, text: str, weight: float, *, name: bool = False) -> None:
        old = self.terms.get(text)
        if not old or old.weight < weight:
            self.terms[text] = Term(text, weight, name)

    def _word(self, token: str, *, first: bool) -> str:
        """Take a word in; return it where a number after it would be part of a name."""
        form = plain(token)
        marking = self._marking(form)
        if marking is not None:
            return marking
        meant = self.known.of(form)
        stem = meant or _stem(form)
        self.order.append(stem)
        if meant:
            place = meant.startswith("p:")
            self._add(meant, WORD if place else EVENT, name=place)
            return meant if meant == "e:magnitude" else ""
        if form in self.stops or len(form) < SHORTEST:
            return ""
        if form in self.known.common:
            self._add(stem, COMMON)
            return ""
        named = token[0].isupper() and not first and not self.shouted and self.language != "de"
        self._add(stem, NAME if named else WORD, name=named)
        return stem if token[0].isupper() or not token[0].isascii() else ""

    def _marking(self, form: str) -> str | None:
        """Take in a code (S26), a number in words, a month or a day; ``None`` for other words."""
        if code := _CODE.fullmatch(form):
            self.marked.setdefault(code[1], set()).add(float(code[2]))
            self.order.append(form)
            self._add(form, NAME, name=True)
            return form
        if form in self.known.numbers:
            text = f"#{self.known.numbers[form]:g}"
            self.order.append(text[1:])
        elif form in self.known.calendar:
            number = self.known.calendar[form]
            text = f"@{number:g}"
            self.order.append(text)
            self.marked.setdefault(DAY if number > MONTHS else MONTH, set()).add(number)
        else:
            return None
        self._add(text, COMMON)
        return ""

    def _number(self, token: str, head: str, following: str) -> None:
        scale = self.known.scales.get(plain(following), 1.0)
        value = min(_value(token) * scale, LARGEST)
        self.order.append(f"{value:g}")
        if int(value) in _YEAR and value == int(value) and not scale > 1:
            self._add(f"#{value:g}", COMMON)
            self.marked.setdefault(YEAR, set()).add(value)
            return
        small = value < 10 and value == int(value)  # noqa: PLR2004
        if head and scale == 1:
            self.marked.setdefault(head, set()).add(value)
            self._add(f"#{value:g}", NUMBER)
            return
        self.counted.add(value)
        self._add(f"#{value:g}", COMMON if small else NUMBER)

    def _phrases(self) -> None:
        text = plain(self.text)
        for pattern, meant in self.known.phrases:
            if pattern.search(text):
                self._add(meant, EVENT)
        for phrase, meant in self.known.signs:
            if phrase in text:
                self._add(meant, WORD if meant.startswith("p:") else EVENT)
                # what it means stands for it from here on
                self.meant.add(phrase)

    def _signs(self) -> None:
        """Pairs of characters stand for the words of languages without spaces."""
        for run in _UNSPACED.findall(self.text):
            for part in _RUNS.findall(run):
                whole = "\u30a0" <= part[0] <= "\u30ff"
                grams = [part] if whole else [part[i : i + 2] for i in range(max(1, len(part) - 1))]
                for gram in grams:
                    self.order.append(gram)
                    if gram not in self.meant and not self.stops & {gram, *gram}:
                        self._add(gram, WORD if whole else SIGN, name=whole)


def _stem(word: str) -> str:
    """A word's beginning, without the ending by which its forms differ."""
    return _ENDING.sub("", word)[:STEM]


def _value(token: str) -> float:
    """Read "7.1", "7,1", "30,000", "30.000" or "32.000.000"."""
    text = re.sub(r"[.,\u066b](?=\d{3}(?:\D|$))", "", token)
    text = text.replace(",", ".").replace("\u066b", ".")
    if _ROMAN.fullmatch(text):
        return float(_roman(text))
    try:
        return float(text)
    except ValueError:
        # a version or a date: known by its first two numbers
        return float(".".join(text.split(".")[:2]))


def _roman(text: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[c] for c in text]
    return sum(-v if any(w > v for w in values[i + 1 :]) else v for i, v in enumerate(values))
