"""Which sentences are said: the best that fit the time, in the order of the source."""

import math
from collections.abc import Mapping, Sequence

from include.writing.candidates import Candidate
from include.writing.ranking import echoes, rank, repeats

SAME = 0.65
"""Two sentences that share this much of their words say the same."""

ECHO = 0.5
"""A sentence that says little more than the hook is not said after it."""

MAX_SELECTED = 10
BESIDE = 1.3
TOLD = 0.4
"""What a sentence is still worth for each take that told it."""


def select(
    sentences: Sequence[Candidate],
    *,
    budget_s: float,
    title_terms: frozenset[str],
    said: Sequence[tuple[str, ...]] = (),
    thrift: float = 0.0,
    told: Mapping[int, int] | None = None,
) -> list[Candidate]:
    """Pick sentences worth ``budget_s`` seconds; one that leans on another comes with it.

    ``said`` are the words of lines already chosen, which are not said again. With ``thrift``
    above 0, short sentences go before long ones of the same worth. ``told`` says how often earlier
    takes told a sentence, by its index: what they left out goes first.
    """
    ranked = rank(sentences, title_terms)
    often = [(told or {}).get(sentence.index, 0) for sentence in sentences]
    scores = [score * TOLD**times for score, times in zip(ranked, often, strict=True)]
    chosen: dict[int, Candidate] = {}
    left = set(range(len(sentences)))
    spent_s = 0.0
    while left and len(chosen) < MAX_SELECTED:
        position = max(left, key=lambda p: (_worth(sentences[p], scores[p], chosen, thrift), -p))
        left.remove(position)
        group = _with_what_it_leans_on(sentences, position, chosen)
        fresh = all(not _said(sentence, chosen, said) for sentence in group)
        cost_s = sum(sentence.duration_s for sentence in group)
        if (
            group
            and fresh
            and spent_s + cost_s <= budget_s
            and len(chosen) + len(group) <= MAX_SELECTED
        ):
            chosen.update((sentence.index, sentence) for sentence in group)
            spent_s += cost_s
    return [chosen[index] for index in sorted(chosen)]


def _worth(sentence: Candidate, score: float, chosen: dict[int, Candidate], thrift: float) -> float:
    """Neighbours of what is chosen are worth more: they follow from it, or lead to it."""
    beside = sentence.index - 1 in chosen or sentence.index + 1 in chosen
    return score * (BESIDE if beside else 1.0) / math.pow(sentence.duration_s, thrift)


def _with_what_it_leans_on(
    sentences: Sequence[Candidate], position: int, chosen: dict[int, Candidate]
) -> list[Candidate]:
    group = []
    while sentences[position].index not in chosen:
        group.append(sentences[position])
        if not sentences[position].leans:
            break
        if position == 0 or sentences[position - 1].index != sentences[position].index - 1:
            return []
        position -= 1
    return group


def _said(
    sentence: Candidate, chosen: dict[int, Candidate], said: Sequence[tuple[str, ...]]
) -> bool:
    others = [c.terms for c in chosen.values() if c.index != sentence.index]
    return bool(sentence.terms) and (
        any(repeats(sentence.terms, other) >= SAME for other in others)
        or any(echoes(sentence.terms, other) >= ECHO for other in said)
    )
