"""How footage is searched for and chosen, read from ``include/resources/footage.yaml``."""

from functools import cache

from include.domain.base import Model
from include.resources import data


class Weights(Model):
    """How much it counts that a clip is relevant, of the shape, long, sharp, and named early."""

    relevance: float
    shape: float
    length: float
    sharpness: float
    rank: float


class Rules(Model):
    """The fields of the file, which says what they mean."""

    most_terms: int
    query_words: tuple[int, ...]
    stressed: float
    spoken: float
    least_relevance: float
    slowest: float
    longest_s: float
    most_enlarged: float
    weights: Weights
    camera: frozenset[str]
    visible: frozenset[str]
    endings: frozenset[str]


@cache
def rules() -> Rules:
    """Return the rules."""
    return Rules(**data("footage.yaml"))
