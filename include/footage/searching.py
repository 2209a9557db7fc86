"""What to search for: the words of a shot that carry its sense, from many to few."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from include.footage.rules import rules
from include.resources import data
from include.text.languages import primary, spaced
from include.text.sentences import words
from include.text.terms import key_terms, stop_words
from include.writing.visuals import subject

ENGLISH = "en"
SHORTEST = 3
ALIKE = 6
"""Two words that begin with so many equal letters are forms of one."""


@dataclass(frozen=True)
class Term:
    """A word to search for, and how much it matters."""

    word: str
    weight: float = 1.0


@dataclass(frozen=True)
class Terms:
    """The words of a shot in the order in which they stand, and their language."""

    terms: tuple[Term, ...]
    language: str

    def relevance(self, found: Iterable[str]) -> float:
        """Return which share of the words, by weight, is among those of a clip: 0 to 1."""
        theirs = tuple(found)
        there = [t.weight for t in self.terms if any(alike(t.word, word) for word in theirs)]
        return sum(there) / sum(term.weight for term in self.terms) if there else 0.0


def terms_of(seen: str, emphasis: Sequence[str], language: str) -> Terms:
    """Return the words by which a shot is searched.

    Args:
        seen: What is to be seen.
        emphasis: What the narration stresses meanwhile.
        language: The script's; what is to be seen may be said in English all the same.
    """
    shown, how = subject(seen), rules()
    tongue = _tongue(shown, language)
    stressed = [word for phrase in emphasis for word in _telling(phrase, language)]
    weights: dict[str, float] = {}
    for word in _telling(shown, tongue):
        louder = any(alike(word, each) for each in stressed)
        weights.setdefault(word, how.stressed if louder else 1.0)
    for word in stressed:
        if not any(alike(word, each) for each in weights):
            weights[word] = how.spoken
    heaviest = sorted(weights, key=lambda word: -weights[word])[: how.most_terms]
    return Terms(tuple(Term(w, weights[w]) for w in weights if w in heaviest), tongue)


def searches(terms: Terms) -> tuple[str, ...]:
    """Return what to search for, one after the other: a precise search may find nothing."""
    found = []
    for count in rules().query_words:
        best = sorted(terms.terms, key=lambda term: -term.weight)[:count]
        found.append(" ".join(term.word for term in terms.terms if term in best).lower())
    return tuple(dict.fromkeys(each for each in found if each))


def alike(one: str, other: str) -> bool:
    """Whether two words are forms of one: "wave" and "waves", "coast" and "coastal"."""
    short, long = sorted((_folded(one), _folded(other)), key=len)
    if short == long or (len(short) >= ALIKE and short[:ALIKE] == long[:ALIKE]):
        return True
    if "\u3040" <= short[:1] <= "\u9fff":  # written without spaces: a tag is a phrase
        return short in long
    return long.startswith(short) and long[len(short) :] in rules().endings


def _telling(text: str, language: str) -> list[str]:
    """Words that one could see, as written."""
    if not spaced(language):
        return list(key_terms(text, language, Counter(), limit=rules().most_terms))
    return [word for word in words(text) if _is_telling(word, language)]


def _is_telling(word: str, language: str) -> bool:
    said, how = word.casefold(), rules()
    if said in how.visible:
        return True
    weak = data("text/weak_words.yaml")
    silent = any(
        said in stop_words(tongue) or said in weak.get(tongue, ())
        for tongue in (primary(language), ENGLISH)
    )
    short = len(said) < SHORTEST and said.isascii()
    return not (silent or short or said in how.camera or said[0].isdigit())


def _tongue(text: str, language: str) -> str:
    """The language a picture is described in: the script's, unless small words say English."""
    said = [word.casefold() for word in words(text)]
    own, english = (
        sum(word in stop_words(tongue) for word in said) for tongue in (language, ENGLISH)
    )
    return ENGLISH if english > own else language


def _folded(word: str) -> str:
    """A word without case and accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
