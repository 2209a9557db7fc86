"""Whose time is whose: the words a service says it spoke, against the words that are written.

They differ. A service spells out numbers, parts what is hyphened, joins what is not, counts marks
as words, and mishears where it only listened.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from include.speech.pronunciation import Said
from include.speech.timing import filled, owners_of
from include.speech.tokens import Token, joiner, speakable

Heard = tuple[str, float, float]
"""A word with its start and end in seconds."""

ENOUGH = 0.5
"""With times for fewer of the words, what was heard is not what was said."""
DIGIT_LETTERS, SIGN_LETTERS = 4, 6
"""A digit or a sign that is read aloud comes to about so many letters."""
TOLERABLE = 0.6
"""A word that differs in more than this part of its letters is another word."""
LARGEST_GAP = 400
"""Above so many pairs of words, what lies between two that agree is divided by length alone."""
MOST_WORDS, LONGEST_WORD = 16, 200
"""Of our words none is spoken in more words than this, and none heard has more letters."""
SLACK_S = 0.1


@dataclass(frozen=True)
class _Piece:
    """A word as the voice was given it: its letters, how many it comes to, whose token it is."""

    letters: str
    length: float
    token: int


def usable(words: Iterable[Heard], *, duration_s: float) -> tuple[Heard, ...]:
    """Return the words that have letters and whose times go on, inside the sound."""
    kept: list[Heard] = []
    for word, start_s, end_s in words:
        onward = start_s >= (kept[-1][1] if kept else 0.0)
        inside = onward and start_s <= min(end_s, duration_s + SLACK_S)
        if inside and len(word) <= LONGEST_WORD and _letters(word):
            kept.append((word, min(start_s, duration_s), min(end_s, duration_s)))
    return tuple(kept)


def matched(
    said: Said, tokens: tuple[Token, ...], words: Sequence[Heard], language: str, *, end_s: float
) -> list[float] | None:
    """Return when each token begins, in seconds; ``None`` where too little agrees.

    A token that was not heard gets its share of the time between its neighbours.
    """
    pieces = _pieces(said, tokens, apart=bool(joiner(language)))
    heard = (
        list(words) if joiner(language) else [one for word in words for one in _letterwise(word)]
    )
    if len(heard) > MOST_WORDS * len(pieces):
        return None
    times = _times(pieces, [(_letters(word), start_s) for word, start_s, _ in heard])
    told = [piece for piece in pieces if piece.length]
    if not told or sum(pieces[index] in told for index in times) < ENOUGH * len(told):
        return None
    known = {0: 0.0}
    first = {piece.token: index for index, piece in reversed(list(enumerate(pieces)))}
    for token, index in sorted(first.items()):
        start_s = times.get(index)
        if token and start_s is not None and max(known.values()) < start_s < end_s:
            known[token] = start_s
    if heard and 0 in times:
        known[0] = min(times[0], *(at for token, at in known.items() if token), end_s)
    return filled(tokens, known, end_s)


def _pieces(said: Said, tokens: tuple[Token, ...], *, apart: bool) -> list[_Piece]:
    owners = owners_of(tokens)
    found = re.finditer(r"\S+" if apart else r"[^\W\d_]|[^\s]", said.text)
    pieces = []
    for match in found:
        letters = _letters(match.group())
        token = owners[said.places[match.start()]]
        pieces.append(_Piece(letters, _length(match.group()), token))
    return [piece for piece in pieces if piece.length]


def _length(text: str) -> float:
    if not speakable(text):
        return 0.0
    digits = sum(c.isdigit() for c in text)
    signs = sum(not c.isalnum() and speakable(c) for c in text)
    return len(_letters(text)) - digits + DIGIT_LETTERS * digits + SIGN_LETTERS * signs


def _letters(text: str) -> str:
    """Return what of a word two spellings of it have in common."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def _letterwise(word: Heard) -> Iterator[Heard]:
    """Divide a word of a language without spaces into its letters, evenly."""
    text, start_s, end_s = word
    letters = [c for c in text if c.isalnum()]
    step_s = (end_s - start_s) / max(1, len(letters))
    for index, letter in enumerate(letters):
        yield letter, start_s + index * step_s, start_s + (index + 1) * step_s


def _times(pieces: list[_Piece], heard: list[tuple[str, float]]) -> dict[int, float]:
    """Return the starts of pieces, by their index."""
    ours, theirs = [piece.letters for piece in pieces], [letters for letters, _ in heard]
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    same = [(b.a + k, b.b + k) for b in blocks for k in range(b.size) if ours[b.a + k]]
    times = {ours_at: heard[theirs_at][1] for ours_at, theirs_at in same}
    for (a, b), (c, d) in pairwise([(-1, -1), *same, (len(ours), len(theirs))]):
        for index, at in _between(pieces[a + 1 : c], theirs[b + 1 : d]):
            times[a + 1 + index] = heard[b + 1 + at][1]
    return times


def _between(pieces: list[_Piece], heard: list[str]) -> Iterator[tuple[int, int]]:
    """Divide what was heard between two words that agree among ours; yield (ours, first of it)."""
    if not pieces or not heard or len(pieces) * len(heard) > LARGEST_GAP:
        return
    if len(heard) > MOST_WORDS * len(pieces):
        return
    count = len(heard)
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(float("inf"), 0)] * count]
    for piece in pieces:
        last = best[-1]
        best.append(
            [
                min(
                    (last[k][0] + _misfit(piece, heard[k:end]), k)
                    for k in range(max(0, end - MOST_WORDS), end + 1)
                )
                for end in range(count + 1)
            ]
        )
    end = count
    for index in reversed(range(len(pieces))):
        begin = best[index + 1][end][1]
        if _misfit(pieces[index], heard[begin:end]) < TOLERABLE * pieces[index].length:
            yield index, begin
        end = begin


def _misfit(piece: _Piece, group: list[str]) -> float:
    """Return how badly words heard fit one of ours, in letters."""
    if not group:
        return piece.length
    said = "".join(group)
    spelt = piece.letters if len(piece.letters) == piece.length else ""
    if not spelt:
        return abs(piece.length - len(said))
    alike = SequenceMatcher(None, spelt, said, autojunk=False).ratio()
    return (1 - alike) * max(len(spelt), len(said))
