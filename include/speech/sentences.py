"""Texts of a size that espeak-ng speaks well: a sentence, or a piece of an over-long one."""

from dataclasses import dataclass

from include.domain import Script
from include.providers.errors import Fatal
from include.speech.tokens import Token, plain, tokens
from include.text.languages import primary

MAX_CHARACTERS = 240
"""espeak-ng reads longer sentences too, but its melody sags and its word positions drift."""

LONGEST_SCRIPT = 20_000
"""About twenty minutes of speech: twenty times the longest short."""

CLAUSE_MARKS = tuple(",;:–—،؛、，；：")


@dataclass(frozen=True)
class Sentence:
    """Tokens spoken in one go; ``whole`` is false when the sentence goes on in the next."""

    text: str
    tokens: tuple[Token, ...]
    whole: bool = True


def divided(script: Script, *, longest: int = MAX_CHARACTERS) -> list[tuple[Sentence, ...]]:
    """Divide every beat into sentences of so many characters at most.

    Raises:
        Fatal: There is nothing, or too much, to speak.
    """
    if not script.beats:
        raise Fatal(f'Script "{script.title}" has no beats to speak. Write it again.')
    if len(script.spoken) > LONGEST_SCRIPT:
        raise Fatal(
            f'Script "{script.title}" has {len(script.spoken)} characters to speak; '
            f"{LONGEST_SCRIPT} are the most. Shorten it."
        )
    beats = [sentences(beat.spoken, script.language, longest=longest) for beat in script.beats]
    for number, (beat, found) in enumerate(zip(script.beats, beats, strict=True), start=1):
        if not found:
            raise Fatal(
                f'Beat {number} of "{script.title}" has no words to speak: {beat.spoken[:40]!r}. '
                "Give it some, or leave the beat out."
            )
    return beats


def sentences(text: str, language: str, *, longest: int = MAX_CHARACTERS) -> tuple[Sentence, ...]:
    """Divide a beat's text; token starts count from the start of their own sentence."""
    text = plain(text)
    found: list[Sentence] = []
    pieces = tokens(text, language)
    for group in _by_sentence(text, language, pieces):
        parts = _by_size(group, longest)
        found += [_sentence(part, whole=part is parts[-1]) for part in parts]
    return tuple(found)


def _by_sentence(text: str, language: str, pieces: tuple[Token, ...]) -> list[list[Token]]:
    """Group tokens by the sentence they begin in."""
    import sentencex

    starts: list[int] = []
    place = 0
    for segment in sentencex.segment(primary(language) or "en", text):
        starts.append(place)
        place += len(segment)
    groups: list[list[Token]] = [[]]
    bounds = iter([*starts[1:], len(text) + 1] if place == len(text) else [len(text) + 1])
    bound = next(bounds)
    for piece in pieces:
        while piece.start >= bound:
            bound = next(bounds)
            groups.append([])
        groups[-1].append(piece)
    return [group for group in groups if group]


def _by_size(group: list[Token], longest: int) -> list[list[Token]]:
    """Divide an over-long sentence after a comma where it has one, else between words."""
    parts: list[list[Token]] = []
    while group[-1].start + len(group[-1].text) - group[0].start > longest:
        fitting = [
            index
            for index, token in enumerate(group[:-1], start=1)
            if token.start + len(token.text) - group[0].start <= longest
        ]
        if not fitting:
            cut = 1
        else:
            clauses = [i for i in fitting if group[i - 1].text.rstrip().endswith(CLAUSE_MARKS)]
            cut = (clauses or fitting)[-1]
        if cut == len(group):
            break
        parts.append(group[:cut])
        group = group[cut:]
    return [*parts, group]


def _sentence(group: list[Token], *, whole: bool) -> Sentence:
    """Rebuild the sentence's text with its tokens' places in it."""
    origin = group[0].start
    moved = tuple(Token(token.text, token.start - origin) for token in group)
    width = moved[-1].start + len(moved[-1].text)
    text = [" "] * width
    for token in moved:
        text[token.start : token.start + len(token.text)] = token.text
    return Sentence("".join(text), moved, whole)
