"""The narration's words as captions: what is written, when it is heard, what goes together."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from include.domain import Script, Word
from include.domain.edit import Cue, CueWord
from include.domain.look import CaptionStyle
from include.editing.grouping import LINGER_S, PAUSE_S, Token, groups, shortest_s
from include.text.breaking import may_break, phrases
from include.text.languages import primary, spaced

LONGEST_WORD, MAX_PIECE = 32, 20
"""Letters of a word shown whole, and of the pieces a longer one is shown in, one after the other.

A line of large type has room for as many as a piece has; 32 are still read, but small.
"""
SPLIT_BY_SENSE = frozenset({"th", "lo", "km", "my"})
"""Languages whose narrations are timed in runs of letters that say nothing by themselves."""


def cues_of(
    script: Script, words: Sequence[Word], *, start_s: float, style: CaptionStyle
) -> tuple[Cue, ...]:
    """Group the narration's words into cues.

    Args:
        script: What was narrated.
        words: Its words with their times.
        start_s: When the narration begins.
        style: How many words and columns a cue of it may have.
    """
    tokens = [*_tokens(script, _sensible(words, script.language), start_s=start_s)]
    cues = [*groups(tokens, style, script.language)]
    return tuple(
        _cue(group, follows_s=after[0].word.start_s if after else None)
        for group, after in zip(cues, [*cues[1:], None], strict=False)
    )


def plain(text: str) -> str:
    """``text`` for comparing: folded, without punctuation around it."""
    return re.sub(r"^\W+|\W+$", "", unicodedata.normalize("NFC", text)).casefold()


def _sensible(words: Sequence[Word], language: str) -> Iterator[Word]:
    """Words as they are, or cut anew where the sense does, timed by their letters."""
    if primary(language) not in SPLIT_BY_SENSE:
        yield from words
        return
    for beat in dict.fromkeys(word.beat for word in words):
        told = [word for word in words if word.beat == beat]
        text = "".join(word.text for word in told)
        times = [
            word.start_s + (word.end_s - word.start_s) * i / len(word.text)
            for word in told
            for i in range(len(word.text))
        ]
        for begin, end in pairwise(_edges(told, language)):
            last_s = times[end] if end < len(times) else told[-1].end_s
            yield Word(text=text[begin:end], start_s=times[begin], end_s=last_s, beat=beat)


def _edges(told: Sequence[Word], language: str) -> list[int]:
    """Where to cut a beat's text; what makes no sense and is very long, where it was timed."""
    timed = [*accumulate(len(word.text) for word in told)]
    parts = phrases("".join(word.text for word in told), language)
    edges = [0]
    for end in accumulate(len(part) for part in parts):
        if end - edges[-1] > LONGEST_WORD:
            edges += [at for at in timed if edges[-1] < at < end]
        edges.append(end)
    return edges


def _tokens(script: Script, words: Iterable[Word], *, start_s: float) -> Iterator[Token]:
    """Words with times of the short, in order, each with what stands before it in its beat."""
    beat, clock_s = _Beat("", script.language, ()), 0.0
    number = -1
    for word in words:
        text = " ".join(word.text.split())
        if not text:
            continue
        if word.beat != number:
            number, beat = word.beat, _beat(script, word.beat)
        glue, leads, emphasis = beat.next(text)
        begin_s = max(clock_s, start_s + word.start_s)
        end_s = max(begin_s, start_s + word.end_s)
        clock_s = begin_s
        whole = CueWord(text=text, start_s=begin_s, end_s=end_s, glue=glue, emphasis=emphasis)
        yield from _pieces(number, whole, leads=leads)


def _beat(script: Script, number: int) -> "_Beat":
    if not 0 <= number < len(script.beats):
        return _Beat("", script.language, ())
    beat = script.beats[number]
    return _Beat(beat.spoken, script.language, beat.emphasis)


class _Beat:
    """A beat's text, read word by word."""

    def __init__(self, spoken: str, language: str, emphasis: Sequence[str]) -> None:
        self.spoken, self.spaced, self.at = spoken, spaced(language), 0
        self.starts = {0, *accumulate(len(part) for part in phrases(spoken, language))}
        self.stressed = {plain(word) for phrase in emphasis for word in phrase.split()}
        self.spans = [
            found.span() for phrase in emphasis for found in re.finditer(re.escape(phrase), spoken)
        ]

    def next(self, text: str) -> tuple[str, bool, bool]:
        """What stands before the next word, whether a phrase begins with it, if it is stressed.

        A word that is not in the text is taken for one that follows.
        """
        found = self.spoken.find(text, self.at)
        if found < 0:
            return " " if self.spaced else "", True, plain(text) in self.stressed
        between = self.spoken[self.at : found]
        glue = " " if between != between.strip() or not self.at else ""
        self.at = found + len(text)
        leads = bool(glue) or (not self.spaced and found in self.starts)
        within = any(start < self.at and found < end for start, end in self.spans)
        return glue, leads, plain(text) in self.stressed or (not self.spaced and within)


def _pieces(beat: int, word: CueWord, *, leads: bool) -> Iterator[Token]:
    parts = _parted(word.text) if len(word.text) > LONGEST_WORD else [word.text]
    letter_s = (word.end_s - word.start_s) / len(word.text)
    ends = [*accumulate(len(part) for part in parts)]
    for i, (part, end) in enumerate(zip(parts, ends, strict=True)):
        times = {
            "start_s": round(word.start_s + (end - len(part)) * letter_s, 3),
            "end_s": round(word.start_s + end * letter_s, 3),
        }
        glue = "" if i else word.glue
        piece = word.model_copy(update={"text": part, "glue": glue, **times})
        yield Token(beat, piece, leads=leads and not i)


def _parted(text: str) -> list[str]:
    """Cut a word into about equal parts, between a letter and its marks only if nowhere else."""
    count = -(-len(text) // MAX_PIECE)
    edges = [round(len(text) * number / count) for number in range(count + 1)]
    for i in range(1, count):
        allowed = range(edges[i], edges[i - 1], -1)
        edges[i] = next((at for at in allowed if may_break(text[at - 1], text[at])), edges[i])
    return [text[start:end] for start, end in pairwise(edges)]


def _cue(group: Sequence[Token], *, follows_s: float | None) -> Cue:
    first, last = group[0].word, group[-1].word
    end_s = last.end_s + LINGER_S
    end_s = max(end_s, first.start_s + shortest_s())
    if follows_s is not None and (follows_s - last.end_s < PAUSE_S or follows_s < end_s):
        end_s = follows_s
    words = tuple(token.word for token in group)
    return Cue(start_s=first.start_s, end_s=round(end_s, 3), beat=group[0].beat, words=words)
