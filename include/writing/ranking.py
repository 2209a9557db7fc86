"""How much each sentence says of its topic.

Centrality as in TextRank (Mihalcea and Tarau, "TextRank: Bringing Order into Texts", 2004): a
sentence is important when it shares its words with important ones. Added to it are two cues of
Edmundson ("New Methods in Automatic Extracting", 1969): words of the title, and a place near the
beginning.
"""

import math
import re
from collections.abc import Sequence

from include.writing.candidates import Candidate

DAMPING = 0.85
ROUNDS = 30
CENTRALITY, TITLE, PLACE = 0.4, 0.2, 0.4
LEAD = 1.5
"""The first sentence says what the rest is about; without it, much of the rest hangs in the air."""

OWN_VOICE = 0.55
"""A source that speaks of itself ("we") sounds wrong in another's mouth."""

FIGURES = 0.8
"""Numbers one after the other are hard to hear."""

SHOUTED = 0.7
POINTING = 0.5
"""What "these" are may not have been said."""

QUESTION = 0.75
"""The answer to a question may not have been picked with it."""

GOOD_LENGTH_S = (2.6, 9.0)
LONG_S = 10.5


def rank(sentences: Sequence[Candidate], title_terms: frozenset[str]) -> list[float]:
    """Return one score from 0 to about 1 for each sentence."""
    central = _centrality([frozenset(s.terms) for s in sentences])
    most = max(central, default=1.0) or 1.0
    count = max(len(sentences) - 1, 1)
    return [
        (LEAD if position == 0 else 1.0)
        * _suiting(sentence)
        * (
            CENTRALITY * central[position] / most
            + TITLE * _overlap(sentence.terms, title_terms)
            + PLACE * (1 - position / count) ** 2
        )
        for position, sentence in enumerate(sentences)
    ]


def repeats(terms: Sequence[str], others: Sequence[str]) -> float:
    """Share of the shorter one's words that the other says too."""
    one, other = set(terms), set(others)
    return len(one & other) / max(min(len(one), len(other)), 1)


def echoes(terms: Sequence[str], others: Sequence[str]) -> float:
    """Share of all words of both that both say: 1 when one only repeats the other."""
    one, other = set(terms), set(others)
    return len(one & other) / max(len(one | other), 1)


def _centrality(terms: list[frozenset[str]]) -> list[float]:
    count = len(terms)
    links = [
        [_similarity(terms[a], terms[b]) if a != b else 0.0 for b in range(count)]
        for a in range(count)
    ]
    totals = [sum(row) for row in links]
    ranks = [1.0] * count
    for _ in range(ROUNDS):
        ranks = [
            1
            - DAMPING
            + DAMPING * sum(ranks[b] * links[b][a] / totals[b] for b in range(count) if totals[b])
            for a in range(count)
        ]
    return ranks


def _similarity(one: frozenset[str], other: frozenset[str]) -> float:
    if len(one) < 2 or len(other) < 2:  # noqa: PLR2004 - the logarithm of one is nought
        return 0.0
    return len(one & other) / (math.log(len(one)) + math.log(len(other)))


def _overlap(terms: Sequence[str], title: frozenset[str]) -> float:
    return min(len(title & set(terms)) / max(min(len(title), 4), 1), 1.0)


def _suiting(sentence: Candidate) -> float:
    shortest, longest = GOOD_LENGTH_S
    long = sentence.duration_s > LONG_S
    factor = 1.0 if shortest <= sentence.duration_s <= longest else 0.55 if long else 0.75
    factor *= FIGURES if len(re.findall(r"\d[\d.,]*", sentence.text)) > 1 else 1.0
    factor *= SHOUTED if "!" in sentence.text else 1.0
    factor *= POINTING if sentence.points else 1.0
    factor *= OWN_VOICE if sentence.own else 1.0
    factor *= QUESTION if sentence.text.rstrip("\"'”’»").endswith(("?", "？", "؟")) else 1.0
    return factor
