"""A script of whole sentences made longer or shorter: some are dropped, some of the source's added.

Beats stay as many, in their order and about what they were about, for their pictures are ordered.
A sentence that is added stands in the source between those of its beat and the next one's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, count, cycle

from include.domain import Beat, Script, Topic
from include.text.prose import join
from include.text.rates import spoken_s
from include.text.sentences import split
from include.text.terms import stressed, weights
from include.writing.candidates import Candidate
from include.writing.composing import Composer
from include.writing.feedback import read_feedback
from include.writing.lengths import duration_s
from include.writing.lines import BEAT_PAUSE_S
from include.writing.ranking import repeats
from include.writing.selection import SAME

STEP_S = 0.2
"""Options of a beat that differ by less are the same length."""

LONGEST_BEAT_S = 16.0
MOST_ADDED = 4
MOST_SENTENCES = 8
TOLERATED = 0.03
"""The estimate is not better than this, so that nothing is changed for it."""

NEEDED = 0.08
"""Nearer than this, what the estimate is off by leaves the narration near enough."""

OFF, MISSED = 200.0, 100.0
"""What it costs to be off by a whole, and not to be near enough, in sentences changed."""

REPLACED = 3.0
"""What it costs that nothing is left of what a beat said, in sentences changed."""

STOPGAP = 12.0
"""What it costs besides that a question stands in for what was told: nothing else helped."""

AFTER = 1_000
"""Places of lines that stand in no source."""


@dataclass(frozen=True)
class Piece:
    """A sentence of a beat, or one that could be; ``place`` is its place in the source.

    A ``held`` one stays, a ``stopgap`` is said alone or not at all.
    """

    text: str
    place: int
    said: bool = False
    leans: bool = False
    held: bool = False
    stopgap: bool = False


@dataclass(frozen=True)
class Option:
    """What a beat might say, how long that takes, and how much it changes."""

    spoken: str
    duration_s: float
    cost: float


def resized(script: Script, topic: Topic, factor: float) -> Script | None:
    """Return the script in about ``factor`` times the time; ``None`` where it can be no nearer."""
    spoken = _nearest(list(_options(script, topic)), goal_s=duration_s(script) * factor)
    if spoken == [beat.spoken for beat in script.beats]:
        return None
    around = weights(topic.text, script.title, script.language)
    beats = []
    for beat, line in zip(script.beats, spoken, strict=True):
        large = tuple(word for word in beat.emphasis if word in line)
        if line != beat.spoken and beat.emphasis and not large:
            large = stressed(line, script.language, around, title=script.title)
        beats.append(beat.model_copy(update={"spoken": line, "emphasis": large}))
    return script.model_copy(update={"beats": tuple(beats)})


def _nearest(beats: Sequence[Sequence[Option]], *, goal_s: float) -> list[str]:
    """Pick an option for every beat: near the goal, and little changed."""
    ways: dict[int, tuple[float, tuple[Option, ...]]] = {0: (0.0, ())}
    for options in beats:
        longer: dict[int, tuple[float, tuple[Option, ...]]] = {}
        for steps, (cost, picked) in ways.items():
            for option in options:
                at = steps + round(option.duration_s / STEP_S)
                total = cost + option.cost
                if at not in longer or total < longer[at][0]:
                    longer[at] = (total, (*picked, option))
        ways = longer

    def worth(steps: int) -> float:
        off = abs(steps * STEP_S / goal_s - 1)
        missed = MISSED if off > NEEDED else 0.0
        return missed + OFF * max(0.0, off - TOLERATED) + ways[steps][0]

    best = min(ways, key=worth)
    return [option.spoken for option in ways[best][1]]


def _options(script: Script, topic: Topic) -> Iterator[list[Option]]:
    """Yield for every beat what it might say, each length once, with the least changed."""
    for beat, pieces in zip(script.beats, _pieces(script, topic), strict=True):
        told = sum(piece.said for piece in pieces)
        found: dict[int, Option] = {}
        for size in range(1, min(len(pieces), MOST_SENTENCES) + 1):
            for chosen in combinations(pieces, size):
                option = _option(beat, chosen, told, script.language)
                at = round(option.duration_s / STEP_S)
                fits = option.spoken == beat.spoken or option.duration_s <= LONGEST_BEAT_S
                if (
                    fits
                    and _stands(chosen, pieces)
                    and (at not in found or option.cost < found[at].cost)
                ):
                    found[at] = option
        same = Option(beat.spoken, spoken_s(beat.spoken, script.language) + BEAT_PAUSE_S, 0.0)
        yield [same, *found.values()]


def _option(beat: Beat, chosen: Sequence[Piece], told: int, language: str) -> Option:
    kept = sum(piece.said for piece in chosen)
    spoken = (
        beat.spoken if kept == told == len(chosen) else join([p.text for p in chosen], language)
    )
    changed = (told - kept) + (len(chosen) - kept)
    cost = changed + (0.0 if kept else REPLACED) + sum(p.stopgap for p in chosen) * STOPGAP
    return Option(spoken, spoken_s(spoken, language) + BEAT_PAUSE_S, cost)


def _stands(chosen: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    """Whether every sentence has the one it leans on, and what others lean on is there."""
    if any(piece.held and piece not in chosen for piece in pieces):
        return False
    if len(chosen) > 1 and any(piece.stopgap for piece in chosen):
        return False
    before: Piece | None = None
    for piece in chosen:
        first_as_it_was = piece.said and piece is next((p for p in pieces if p.said), None)
        follows = before is not None and before.place == piece.place - 1
        if piece.leans and not follows and not (first_as_it_was and before is None):
            return False
        before = piece
    return True


def _pieces(script: Script, topic: Topic) -> list[list[Piece]]:
    """Return for every beat its sentences and those that could be added, in their order."""
    wishes = read_feedback(topic.feedback, topic.language)
    composer = Composer(topic, 0.0, wishes)
    known = {sentence.text: sentence for sentence in composer.sentences}
    lines = [split(beat.spoken, script.language) for beat in script.beats]
    ours = [[known.get(text) for text in line] for line in lines]
    spare = _spare(composer.sentences, ours, script)
    own = _own_lines(composer, script, ours)
    result: list[list[Piece]] = []
    for at, (line, found) in enumerate(zip(lines, ours, strict=True)):
        held, unknown = _held(ours, at), count(-len(line))
        pieces = [
            Piece(
                text,
                sentence.index if sentence else next(unknown),
                said=True,
                leans=sentence.leans if sentence else text != line[0] and not _asks(text),
                held=at == 0 or (held and text == line[-1]),
            )
            for text, sentence in zip(line, found, strict=True)
        ]
        more = [Piece(s.text, s.index, leans=s.leans) for s in spare.get(at, ())]
        stopgap = any(found)
        more += [
            Piece(text, AFTER + 2 * place, stopgap=stopgap)
            for place, text in enumerate(own.get(at, ()))
        ]
        result.append(sorted([*pieces, *more], key=lambda piece: piece.place))
    return result


def _own_lines(
    composer: Composer, script: Script, ours: Sequence[Sequence[Candidate | None]]
) -> dict[int, list[str]]:
    """Divide the writer's lines that are left among the beats; its own beats come first."""
    phrases, last = composer.phrases, len(ours) - 1
    every = [s for line in phrases.closings for s in split(line, script.language)]
    closings = [sentence for sentence in every if _asks(sentence)]
    free = [
        line
        for line in dict.fromkeys((*phrases.questions, *closings))
        if line not in script.spoken and composer.wishes.allows(line)
    ]
    questions = [line for line in free if line not in closings]
    asking = [at for at, found in enumerate(ours) if 0 < at < last and not any(found)]
    telling = [at for at, found in enumerate(ours) if 0 < at < last and any(found)]
    given: dict[int, list[str]] = {last: [line for line in free if line in closings]}
    turns = cycle([*asking, *asking, *telling, *([] if asking else [last])] or [last])
    for line in questions:
        given.setdefault(next(turns), []).append(line)
    return {at: lines[: 1 if at in telling else MOST_ADDED] for at, lines in given.items()}


def _asks(sentence: str) -> bool:
    return sentence.endswith(("?", "？", "؟"))


def _held(ours: Sequence[Sequence[Candidate | None]], at: int) -> bool:
    """Whether the next beat opens with a sentence that leans on the last one of this."""
    following = ours[at + 1] if at + 1 < len(ours) else ()
    first = following[0] if following else None
    last = ours[at][-1] if ours[at] else None
    return bool(first and last and first.leans and last.index == first.index - 1)


def _spare(
    sentences: Sequence[Candidate], ours: Sequence[Sequence[Candidate | None]], script: Script
) -> dict[int, list[Candidate]]:
    """Return sentences nobody says yet, by the beat that they would follow best."""
    told = [sentence for found in ours for sentence in found if sentence]
    places = {sentence.index: at for at, found in enumerate(ours) for sentence in found if sentence}
    first = next((at for at, found in enumerate(ours) if at and any(found)), None)
    spare: dict[int, list[Candidate]] = {}
    for sentence in sentences:
        known = any(repeats(sentence.terms, other.terms) >= SAME for other in told)
        if known or sentence.text in script.spoken or first is None:
            continue
        before = [index for index in places if index < sentence.index]
        at = max(places[max(before)], first) if before else first
        near = spare.setdefault(at, [])
        if len(near) < MOST_ADDED:
            near.append(sentence)
            told.append(sentence)
    return spare
