"""Sentences of a topic that can be said: alone, or right after the one before."""

import re
from dataclasses import dataclass

from include.text.languages import spaced
from include.text.prose import boilerplate
from include.text.rates import spoken_s
from include.text.sentences import size, split, whole, words
from include.text.terms import content
from include.writing.phrases import Phrases

MIN_WORDS = 4
FEW = 4
CLAUSE_WORDS = 6
MAX_NUMBERS = 4
MAX_SENTENCES = 150
"""Sentences of a topic that are compared with each other."""

_OPENING = re.compile(r"^[\"'“„«‘¿¡「『—–\s]+")
_WORD_END = r"(?![^\W_])"


@dataclass(frozen=True)
class Candidate:
    """A whole sentence: ``leans`` when it needs the sentence with the index before its own.

    One that ``points`` may need it; one in its source's ``own`` voice says "we", a ``personal``
    one says "I".
    """

    index: int
    text: str
    duration_s: float
    terms: tuple[str, ...]
    leans: bool = False
    points: bool = False
    own: bool = False
    personal: bool = False


def candidates(text: str, language: str, phrases: Phrases, *, longest_s: float) -> list[Candidate]:
    """Return the sentences of a text that can be spoken, in order.

    A sentence that leans on one that cannot be spoken is left out with it.
    """
    leaning = _opener(phrases.leaning, language)
    pointing, own, personal = (
        _within(listed, language) for listed in (phrases.pointing, phrases.own, phrases.personal)
    )
    found: list[Candidate] = []
    for paragraph in text.split("\n"):
        before: int | None = None
        for sentence in _clauses(paragraph, language, longest_s):
            leans = bool(leaning and leaning.match(_OPENING.sub("", sentence)))
            points = bool(pointing and pointing.search(sentence))
            duration_s = spoken_s(sentence, language)
            if (
                duration_s > longest_s
                or not speakable(sentence, language)
                or (leans and before is None)
            ):
                before = None
                continue
            found_before, before = before is not None, len(found)
            found.append(
                Candidate(
                    index=before,
                    text=sentence,
                    duration_s=duration_s,
                    terms=tuple(content(sentence, language)),
                    leans=leans or (points and found_before),
                    points=points,
                    own=bool(own and own.search(sentence)),
                    personal=bool(personal and personal.search(sentence)),
                )
            )
            if len(found) == MAX_SENTENCES:
                return found
    return found


def impersonal(sentences: list[Candidate]) -> list[Candidate]:
    """Leave out what only its author can say, unless nearly all of a long text is like that."""
    others = [s for s in sentences if not s.personal]
    return sentences if len(others) < FEW <= (len(sentences) - len(others)) // 2 else others


def speaks_of_itself(text: str, language: str, phrases: Phrases) -> bool:
    """Whether a text says "I" or "we", which only its author can."""
    own = _within((*phrases.own, *phrases.personal), language)
    return bool(own and own.search(text))


def speakable(sentence: str, language: str) -> bool:
    """Whether a listener can follow the sentence: whole, long enough, not a row of figures."""
    figures = re.findall(r"\d[\d.,:]*", sentence)
    initials = sum(word.isupper() and len(word) > 1 for word in words(sentence))
    return (
        whole(sentence)
        and not boilerplate(sentence)
        and size(sentence, language) >= MIN_WORDS
        and len(figures) <= MAX_NUMBERS
        and initials * 2 <= max(size(sentence, language), 1)
        and sentence.count(",") <= max(3, len(sentence) // 22)
    )


def _clauses(paragraph: str, language: str, longest_s: float) -> list[str]:
    """Sentences; one too long to say is divided at its one semicolon into two."""
    result: list[str] = []
    for sentence in split(paragraph, language):
        long = spoken_s(sentence, language) > longest_s
        result += divided_at_semicolon(sentence) if long else [sentence]
    return result


def divided_at_semicolon(sentence: str) -> list[str]:
    """A sentence as two where its one semicolon stands between two clauses, else as it is."""
    first, _, second = sentence.partition("; ")
    if "; " in second or any(len(words(half)) < CLAUSE_WORDS for half in (first, second)):
        return [sentence]
    return [f"{first}.", second[0].upper() + second[1:]]


def _opener(openers: tuple[str, ...], language: str) -> re.Pattern[str] | None:
    if not openers:
        return None
    end = _WORD_END if spaced(language) else ""
    listed = "|".join(
        re.escape(o).replace("'", "['’]") for o in sorted(openers, key=len, reverse=True)
    )
    return re.compile(rf"(?:{listed}){end}", re.IGNORECASE)


def _within(listed: tuple[str, ...], language: str) -> re.Pattern[str] | None:
    if not listed:
        return None
    either = "|".join(re.escape(o).replace("'", "['’]") for o in listed)
    before, after = (r"(?<![^\W_])", _WORD_END) if spaced(language) else ("", "")
    return re.compile(rf"{before}(?:{either}){after}", re.IGNORECASE)
