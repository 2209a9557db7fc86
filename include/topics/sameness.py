"""Whether two headlines tell one story."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher

from include.resources import data
from include.topics.meanings import meanings
from include.topics.wording import COMMON, Term, Wording

IN_THE_LEAD = 0.7
"""What a term counts that is not in the other's title, but where its text begins."""

MOST_SHARED, MOST_LEFT = 4.0, 2.6
"""What is shared, or left over, counts no more from here on."""
SMALL = 10.0
"""Whole numbers below are in many a headline."""
UNLIKELY = 0.3

Rarity = Callable[[str], float]
"""How rare a term is, 0 (in every headline) to 1 (in no other)."""
Swap = tuple[tuple[str, ...], tuple[str, ...]]
"""What stands in the one where something else stands in the other."""


def unknown(_term: str) -> float:
    """Hold every term for rare: nothing is known of other headlines."""
    return 1.0


@dataclass(frozen=True)
class Evidence:
    """What speaks for one story, and what against it; each from 0 to 1.

    Args:
        both: How much of both titles is in the other, as the harmonic mean.
        one: The same of the one of which more is.
        shared: How much is shared at all: one rare name is little, four are enough.
        names: How much of the names and numbers of both is in the other.
        others: How much of names both have that the other does not.
        number: They count the same.
        disagree: They count, and nothing the same.
        other_mark: They are of the same kind and of another number: versions, years, quarters.
        opposite: One rises and the other falls.
        swapped: They are alike word for word but for what stands in one place.
    """

    both: float
    one: float
    shared: float
    names: float
    others: float
    number: float
    disagree: float
    other_mark: float
    opposite: float
    swapped: float


def same(one: Wording, other: Wording, rarity: Rarity = unknown) -> float:
    """Return how likely two headlines tell one story, 0 to 1."""
    if not one.title or not other.title:
        return 1.0 if one.order and one.order == other.order else 0.0
    if one.order == other.order:
        return 1.0
    at_most = _likelihood(evidence(one, other, rarity, in_order=False))
    if at_most < UNLIKELY:
        return at_most
    return _likelihood(evidence(one, other, rarity))


def _likelihood(seen: Evidence) -> float:
    total = MODEL.bias + sum(MODEL.weights[f.name] * getattr(seen, f.name) for f in fields(seen))
    return 1 / (1 + math.exp(-total))


def evidence(
    one: Wording, other: Wording, rarity: Rarity = unknown, *, in_order: bool = True
) -> Evidence:
    """Return what speaks for and against.

    Without ``in_order`` it is not looked at what stands where, which takes long and only ever
    speaks against.
    """
    mine, theirs = _covered(one, other, rarity), _covered(other, one, rarity)
    common = [t for t in one.title.values() if t.text in other.title]
    shared = sum(t.weight * rarity(t.text) for t in common)
    named = [_covered(a, b, rarity, only=_naming) for a, b in ((one, other), (other, one))]
    counted = one.counted & other.counted
    alike, swaps = _swaps(one, other) if in_order else (0.0, [])
    return Evidence(
        both=_harmonic(mine, theirs),
        one=max(mine, theirs),
        shared=min(shared, MOST_SHARED) / MOST_SHARED,
        names=_harmonic(*named),
        others=min(_left(one, other, rarity), _left(other, one, rarity)),
        number=float(_agree(one, other)),
        disagree=float(bool(one.counted and other.counted and not counted)),
        other_mark=float(_differ(one, other)),
        opposite=float(in_order and _opposed(one, other, swaps)),
        swapped=alike * _heaviest(one, other, swaps, rarity),
    )


def _covered(
    one: Wording, other: Wording, rarity: Rarity, only: Callable[[Term], bool] = bool
) -> float:
    total = found = 0.0
    for term in one.title.values():
        if not only(term):
            continue
        weight = term.weight * rarity(term.text)
        total += weight
        if term.text in other.title:
            found += weight
        elif term.text in other.lead:
            found += IN_THE_LEAD * weight
    return found / total if total else 0.5


def _naming(term: Term) -> bool:
    return term.name or (term.text.startswith("#") and term.weight > COMMON)


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0


def _left(one: Wording, other: Wording, rarity: Rarity) -> float:
    missing = (t for t in one.title.values() if t.name and t.text not in other.title)
    left = sum(t.weight * rarity(t.text) for t in missing if t.text not in other.lead)
    return min(1.0, left / MOST_LEFT)


def _agree(one: Wording, other: Wording) -> bool:
    heads = one.marked.keys() & other.marked.keys()
    agreed = one.counted & other.counted
    for head in heads:
        if not head.startswith("@"):
            agreed |= one.marked[head] & other.marked[head]
    return any(number >= SMALL or number != int(number) for number in agreed)


def _differ(one: Wording, other: Wording) -> bool:
    heads = one.marked.keys() & other.marked.keys()
    return any(not one.marked[head] & other.marked[head] for head in heads)


def _swaps(one: Wording, other: Wording) -> tuple[float, list[Swap]]:
    """How alike two titles are word for word, and what stands in the one for what in the other."""
    matcher = SequenceMatcher(None, one.order, other.order, autojunk=False)
    swaps = [
        (one.order[i:j], other.order[k:m])
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag == "replace"
    ]
    return matcher.ratio(), swaps


def _opposed(one: Wording, other: Wording, swaps: Sequence[Swap]) -> bool:
    """Whether one has the opposite of what the other has, or has it in the same place."""
    missing = (tuple(one.events - other.events), tuple(other.events - one.events))
    opposites = meanings().opposites
    return any(frozenset((a, b)) in opposites for x, y in (missing, *swaps) for a in x for b in y)


def _heaviest(one: Wording, other: Wording, swaps: Sequence[Swap], rarity: Rarity) -> float:
    """The most that stands in the one for something else, and matters on both sides."""
    weights = (
        min(_weight(one, mine, other, rarity), _weight(other, theirs, one, rarity))
        for mine, theirs in swaps
    )
    return min(1.0, max(weights, default=0.0))


def _weight(one: Wording, words: tuple[str, ...], other: Wording, rarity: Rarity) -> float:
    """What of these words the other does not say, at its heaviest."""
    terms = (one.title.get(word) or one.title.get(f"#{word}") for word in words)
    missing = (t for t in terms if t and t.text not in other.title and t.text not in other.lead)
    return max((t.weight * rarity(t.text) for t in missing), default=0.0)


@dataclass(frozen=True)
class Model:
    """How much each piece of evidence weighs, and from which likelihood on there is one story."""

    weights: dict[str, float]
    bias: float
    one_story: float
    one_story_later: float


def _model() -> Model:
    told = data("topics/sameness.yaml")
    weights = {f.name: float(told[f.name]) for f in fields(Evidence)}
    return Model(weights, *(float(told[n]) for n in ("bias", "one_story", "one_story_later")))


MODEL = _model()
