"""What a cue's words cover, at rest and in every pose they ever take."""

from dataclasses import dataclass

from include.captions.faces import Extent
from include.domain.look import Box, CaptionStyle, Dress, Pose

MARGIN_EM = 0.08
"""How far a box stands out above and below the ink it holds, at least."""
SOFT_PX = 3.0
"""How far the soft edge of drawn letters may reach beyond their outline."""
SNUG = 0.2
"""How much of its padding a box keeps where there is no gap between words."""


@dataclass(frozen=True)
class Rect:
    """A part of the picture, in px from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def joined(self, other: "Rect") -> "Rect":
        """The smallest part that holds both."""
        return Rect(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def grown(self, by_px: float) -> "Rect":
        """The same part with a margin around it."""
        return Rect(self.left - by_px, self.top - by_px, self.right + by_px, self.bottom + by_px)

    def moved(self, x_px: float, y_px: float) -> "Rect":
        """The same part, further right and down."""
        return Rect(self.left + x_px, self.top + y_px, self.right + x_px, self.bottom + y_px)


@dataclass(frozen=True)
class Placed:
    """A word, or a part of one, where it rests: ``x_px`` is its middle, ``base_px`` its baseline.

    ``middle_px`` is the height it swells and turns around. ``poses`` are its own: a long word
    swells less, so that it stays out of its neighbours. ``snug`` when no gap parts it from them;
    ``low_px`` is how far the letters of its line reach under the baseline.
    """

    word: int
    text: str
    emphasis: bool
    right_to_left: bool
    row: int
    x_px: float
    base_px: float
    middle_px: float
    em_px: float
    ink: Extent
    poses: tuple[Pose, ...]
    snug: bool = False
    low_px: float = 0.0

    @property
    def width_px(self) -> float:
        """From where the word begins to where the next would, without the gap."""
        return self.ink.advance * self.em_px

    @property
    def rect(self) -> Rect:
        """What its letters cover at rest."""
        start_px = self.x_px - self.width_px / 2
        return Rect(
            start_px + self.ink.left * self.em_px,
            self.base_px - self.ink.top * self.em_px,
            start_px + self.ink.right * self.em_px,
            self.base_px - self.ink.bottom * self.em_px,
        )

    def boxed(self, box: Box, scale: float) -> Rect:
        """What a box around it covers at rest, or a bar under the letters of its line."""
        half_px = self.width_px / 2 + box.pad_px * scale * (SNUG if self.snug else 1)
        if box.above_em > 0:
            above_em = max(box.above_em, self.ink.top + MARGIN_EM)
            below_em = max(box.below_em, MARGIN_EM - self.ink.bottom)
        else:
            low_em = self.low_px / self.em_px
            above_em, below_em = box.above_em - low_em, box.below_em + low_em
        return Rect(
            self.x_px - half_px,
            self.base_px - above_em * self.em_px,
            self.x_px + half_px,
            self.base_px + below_em * self.em_px,
        )


@dataclass(frozen=True)
class Block:
    """A cue's words in place; ``scale`` applies to every length of the style."""

    words: tuple[Placed, ...]
    scale: float
    covers: Rect | None = None

    def row(self, index: int) -> tuple[Placed, ...]:
        """The words of a line, from left to right."""
        return tuple(word for word in self.words if word.row == index)

    @property
    def rows(self) -> int:
        """How many lines there are."""
        return 1 + max((word.row for word in self.words), default=-1)

    def panel(self, index: int, box: Box) -> Rect:
        """What a box around a line covers."""
        first, *rest = (word.boxed(box, self.scale) for word in self.row(index))
        for rect in rest:
            first = first.joined(rect)
        return first


def covered(word: Placed, style: CaptionStyle, scale: float) -> Rect:
    """Everything the word ever covers."""
    motion = style.motion
    covers = word.rect
    for dress in style.dresses:
        here = _dressed(word, dress, scale)
        for pose in (*word.poses, Pose(at_ms=0)):
            covers = covers.joined(_posed(here, pose, word))
    covers = covers.joined(covers.moved(motion.from_x_px * scale, motion.from_y_px * scale))
    return covers.joined(word.boxed(style.panel, scale)) if style.panel else covers


def _dressed(word: Placed, dress: Dress, scale: float) -> Rect:
    edge_px = SOFT_PX + (dress.outline_px + 2 * dress.blur_px) * scale
    shadow_px = dress.shadow_px * scale
    grown = word.rect.grown(edge_px)
    grown = grown.joined(grown.moved(shadow_px, shadow_px))
    if dress.box is None:
        return grown
    return grown.joined(word.boxed(dress.box, scale).grown(dress.box.outline_px * scale))


def _posed(rect: Rect, pose: Pose, word: Placed) -> Rect:
    """``rect`` scaled and turned around the word's middle, generously."""
    wide = max(word.x_px - rect.left, rect.right - word.x_px) * pose.wide
    up, down = (word.middle_px - rect.top) * pose.high, (rect.bottom - word.middle_px) * pose.high
    lean = abs(pose.turn_deg) / 57.3
    x, y = wide + max(up, down) * lean, wide * lean
    return Rect(word.x_px - x, word.middle_px - up - y, word.x_px + x, word.middle_px + down + y)
