"""Which words stand on screen together: grouped by sense, few enough to be read at a glance."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from include.domain import Script, Word
from include.domain.edit import Cue, CueWord
from include.text.languages import spaced

MAX_WORDS = 4
MAX_COLUMNS = 30
"""Width of a cue; a wide (CJK) character counts two."""
MAX_PIECE = 40
"""A longer word is shown in pieces, one after the other."""
PAUSE_S = 0.45
LINGER_S = 0.35
"""How long a cue stays after its last word when nothing follows at once."""

SENTENCE_END = re.compile(
    "[.!?\u2026\u3002\uff01\uff1f\u061f\u0964\u06d4]+[\"'\u201d\u2019\u00bb)\\]]*$"
)
CLAUSE_END = re.compile(
    "[,;:\u2014\u2013\u060c\u061b\u3001\uff0c\uff1b\uff1a][\"'\u201d\u2019\u00bb)\\]]*$"
)
"""Western, CJK, Arabic and Indic marks, with the quotes and brackets that may follow them."""


def cues_of(script: Script, words: Sequence[Word], *, start_s: float) -> tuple[Cue, ...]:
    """Group the narration's words into cues; ``start_s`` is when the narration begins."""
    tokens = [*_tokens(script, words, start_s=start_s)]
    groups = [group for phrase in _phrases(tokens) for group in _balanced(phrase)]
    return tuple(
        _cue(group, follows_s=after[0].word.start_s if after else None)
        for group, after in zip(groups, [*groups[1:], None], strict=False)
    )


def columns(text: str) -> int:
    """Width of ``text`` in columns: two for a wide character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def plain(text: str) -> str:
    """``text`` for comparing: folded, without punctuation around it."""
    return re.sub(r"^\W+|\W+$", "", unicodedata.normalize("NFC", text)).casefold()


@dataclass(frozen=True)
class _Token:
    beat: int
    word: CueWord


def _tokens(script: Script, words: Sequence[Word], *, start_s: float) -> Iterator[_Token]:
    """Words with times of the short, in order, each with what stands before it in its beat."""
    beat, at, clock_s = -1, 0, 0.0
    for word in words:
        text = " ".join(word.text.split())
        if not text:
            continue
        if word.beat != beat:
            beat, at = word.beat, 0
        spoken = script.beats[beat].spoken if 0 <= beat < len(script.beats) else ""
        glue, at = _glue(spoken, text, at, script.language)
        begin_s = max(clock_s, start_s + word.start_s)
        end_s = max(begin_s, start_s + word.end_s)
        clock_s = begin_s
        yield from _pieces(beat, text, glue, begin_s, end_s, _stressed(script, beat))


def _glue(spoken: str, text: str, at: int, language: str) -> tuple[str, int]:
    found = spoken.find(text, at)
    if found < 0:
        return " " if spaced(language) else "", at
    between = spoken[at:found]
    return " " if between != between.strip() or not at else "", found + len(text)


def _stressed(script: Script, beat: int) -> frozenset[str]:
    if not 0 <= beat < len(script.beats):
        return frozenset()
    return frozenset(
        plain(word) for phrase in script.beats[beat].emphasis for word in phrase.split()
    )


def _pieces(
    beat: int, text: str, glue: str, begin_s: float, end_s: float, stressed: frozenset[str]
) -> Iterator[_Token]:
    size = -(-len(text) // -(-len(text) // MAX_PIECE))
    parts = [text[i : i + size] for i in range(0, len(text), size)]
    step_s = (end_s - begin_s) / len(parts)
    for i, part in enumerate(parts):
        yield _Token(
            beat,
            CueWord(
                text=part,
                start_s=round(begin_s + i * step_s, 3),
                end_s=round(begin_s + (i + 1) * step_s, 3),
                glue="" if i else glue,
                emphasis=plain(text) in stressed,
            ),
        )


def _phrases(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """Cut where the sense or the voice pauses: sentence, clause, beat, silence."""
    phrase: list[_Token] = []
    for token, after in zip(tokens, [*tokens[1:], None], strict=False):
        phrase.append(token)
        text = token.word.text
        if (
            after is None
            or after.beat != token.beat
            or after.word.start_s - token.word.end_s > PAUSE_S
            or SENTENCE_END.search(text)
            or (CLAUSE_END.search(text) and _columns(phrase) >= MAX_COLUMNS / 3)
        ):
            yield phrase
            phrase = []


def _balanced(phrase: list[_Token]) -> Iterator[list[_Token]]:
    """Split a phrase into as few groups as fit, of about the same width: no word left over."""
    if _fits(phrase) or len(phrase) == 1:
        yield phrase
        return
    half = _columns(phrase) / 2
    cut = min(range(1, len(phrase)), key=lambda i: abs(_columns(phrase[:i]) - half))
    yield from _balanced(phrase[:cut])
    yield from _balanced(phrase[cut:])


def _fits(group: Sequence[_Token]) -> bool:
    spaced = sum(1 for token in group if token.word.glue) or 1
    return spaced <= MAX_WORDS and _columns(group) <= MAX_COLUMNS


def _columns(group: Sequence[_Token]) -> int:
    return sum(columns(token.word.glue + token.word.text) for token in group)


def _cue(group: Sequence[_Token], *, follows_s: float | None) -> Cue:
    first, last = group[0].word, group[-1].word
    end_s = last.end_s + LINGER_S
    if follows_s is not None and (follows_s - last.end_s < PAUSE_S or follows_s < end_s):
        end_s = follows_s
    words = tuple(token.word for token in group)
    return Cue(start_s=first.start_s, end_s=round(end_s, 3), beat=group[0].beat, words=words)
