"""Which sentences are said: the best that fit the time, in the order of the source."""

from collections.abc import Sequence

from include.writing.candidates import Candidate
from include.writing.ranking import rank, repeats

SAME = 0.65
"""Two sentences that share this much of their words say the same."""

MAX_SELECTED = 10


def select(
    sentences: Sequence[Candidate],
    *,
    budget_s: float,
    title_terms: frozenset[str],
    said: Sequence[tuple[str, ...]] = (),
) -> list[Candidate]:
    """Pick sentences worth ``budget_s`` seconds; one that leans on another comes with it.

    ``said`` are the words of lines already chosen, which are not said again.
    """
    scores = rank(sentences, title_terms)
    chosen: dict[int, Candidate] = {}
    spent_s = 0.0
    for position in sorted(range(len(sentences)), key=lambda p: -scores[p]):
        group = _with_what_it_leans_on(sentences, position, chosen)
        fresh = all(not _said(sentence, chosen, said) for sentence in group)
        cost_s = sum(sentence.duration_s for sentence in group)
        if not group or not fresh or spent_s + cost_s > budget_s:
            continue
        if len(chosen) + len(group) > MAX_SELECTED:
            break
        chosen.update((sentence.index, sentence) for sentence in group)
        spent_s += cost_s
    return [chosen[index] for index in sorted(chosen)]


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


def _said(sentence: Candidate, chosen: dict[int, Candidate], said: Sequence[tuple[str, ...]]) -> bool:
    others = [*said, *(c.terms for c in chosen.values() if c.index != sentence.index)]
    return bool(sentence.terms) and any(repeats(sentence.terms, other) >= SAME for other in others if other)
