"""Which footage is best for a shot, and which of its files; nothing is asked or fetched here."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from include.domain.edit import Canvas
from include.domain.footage import Hit, Rendition
from include.footage.rules import rules
from include.footage.searching import Terms
from include.rendering.fitting import MOST_LOST

STILL = 0.5
"""What a still is worth beside a clip that is long enough."""


@dataclass(frozen=True)
class Need:
    """What a shot needs: its words, its length in seconds, and the canvas it is shown on."""

    terms: Terms
    duration_s: float
    canvas: Canvas

    @property
    def shape(self) -> float:
        """Width by height of the canvas."""
        return self.canvas.width_px / self.canvas.height_px


@dataclass(frozen=True)
class Choice:
    """A clip on offer, the file of it to take, and how well it suits: more is better."""

    hit: Hit
    rendition: Rendition
    score: float


def ranked(hits: Iterable[Hit], need: Need, *, used: Container[str] = ()) -> list[Choice]:
    """Return what may be shown, best first; of equals, what the stock named first.

    Left out are what is ``used`` (ids), what no tag says to be about the shot, what is too short
    to be slowed to the shot's length or far too long, and what is too small for the canvas.
    """
    found = [hit for hit in hits if hit.footage_id not in used]
    choices = [
        choice
        for place, hit in enumerate(found)
        if (choice := _choice(hit, need, early=1 - place / len(found)))
    ]
    return sorted(choices, key=lambda choice: -choice.score)


def is_relevant(words: Iterable[str], need: Need) -> bool:
    """Whether tags and titles say that a clip is about the shot."""
    return need.terms.relevance(words) >= rules().least_relevance


def lasts(duration_s: float, need: Need) -> bool:
    """Whether a clip of that length can be shown for all of the shot; a still (0) can."""
    return duration_s == 0 or need.duration_s / rules().slowest <= duration_s <= rules().longest_s


def enlarged(width_px: int, height_px: int, need: Need) -> float:
    """By how much a picture is enlarged to be shown: whole, where cropping would lose too much."""
    wide, high = need.canvas.width_px / width_px, need.canvas.height_px / height_px
    return min(wide, high) if lost(width_px / height_px, need) > MOST_LOST else max(wide, high)


def lost(shape: float, need: Need) -> float:
    """Share of a picture that cropping it to the canvas would lose, 0 to 1."""
    return 1 - min(shape / need.shape, need.shape / shape)


def _choice(hit: Hit, need: Need, *, early: float) -> Choice | None:
    rendition = _rendition(hit, need)
    if rendition is None or not lasts(hit.duration_s, need) or not is_relevant(hit.words, need):
        return None
    weights = rules().weights
    score = (
        weights.relevance * need.terms.relevance(hit.words)
        + weights.shape * (1 - lost(rendition.shape, need))
        + weights.length * _length(hit, need)
        + weights.sharpness * min(1.0, 1 / _times(rendition, need))
        + weights.rank * early
    )
    return Choice(hit, rendition, round(score, 6))


def _rendition(hit: Hit, need: Need) -> Rendition | None:
    """The smallest file that needs not be enlarged, else the sharpest; ``None`` if all are soft."""
    bound = rules().most_enlarged
    usable = sorted(
        (each for each in hit.renditions if _times(each, need) <= bound),
        key=lambda each: each.width_px * each.height_px,
    )
    sharp = (each for each in usable if _times(each, need) <= 1)
    return next(sharp, usable[-1] if usable else None)


def _times(rendition: Rendition, need: Need) -> float:
    return enlarged(rendition.width_px, rendition.height_px, need)


def _length(hit: Hit, need: Need) -> float:
    if hit.is_still:
        return STILL
    return min(1.0, hit.duration_s / need.duration_s) if need.duration_s > 0 else 1.0
