"""The edit: every decision that makes a short, as pure data that can be stored and rendered again.

Times are seconds from the start of the short; pictures are counted in frames, so that durations
are exact.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from include.domain.base import Colour, Model, Seconds, digest_of
from include.domain.clip import Clip, Media
from include.domain.finding import Finding
from include.domain.look import Change, Look, Mix
from include.domain.narration import Span, Word

SHORTEST_SPAN_S, LONGEST_S = 0.001, 36_000
Side = Annotated[int, Field(ge=160, le=4320, multiple_of=2)]
Margin = Annotated[int, Field(ge=0, le=4320)]
Frame = Annotated[int, Field(ge=0, le=1_000_000)]
Shades = Annotated[tuple[Colour, ...], Field(min_length=5, max_length=5)]
"""From dark to light."""
Pattern = Literal[
    "dunes", "rings", "facets", "orbs", "contours", "rays", "dots", "ribbons", "bokeh"
]
"""Names of the drawings in ``include/rendering/patterns.py``."""


class Canvas(Model):
    """Size and pace of the picture, and the part of it that no app draws over."""

    width_px: Side
    height_px: Side
    fps: Annotated[int, Field(ge=10, le=60)]
    safe_left_px: Margin
    safe_right_px: Margin
    safe_top_px: Margin
    safe_bottom_px: Margin

    @property
    def safe_width_px(self) -> int:
        """Width of the text column, centred, clear of the wider of the two side margins."""
        return self.width_px - 2 * max(self.safe_left_px, self.safe_right_px)

    @model_validator(mode="after")
    def _leaves_room(self) -> Self:
        high_px = self.height_px - self.safe_top_px - self.safe_bottom_px
        if self.safe_width_px < self.width_px / 4 or high_px < self.height_px / 4:
            raise ValueError("the margins leave no room for text; make them smaller")
        return self


class Palette(Model):
    """Colours that go together."""

    name: str
    shades: Shades
    accent: Colour
    ink: Colour = "#ffffff"


class Scene(Model):
    """A picture drawn by the render; ``seed`` decides its geometry and motion."""

    pattern: Pattern
    shades: Shades
    seed: int


class EditShot(Model):
    """A stretch of the picture: ``first_frame`` included, ``end_frame`` excluded.

    ``change`` is how it takes over from the shot before, in the ``change_frames`` before its first.
    ``scene`` is drawn when ``clip`` has no file, or one that turns out to be unusable.
    """

    first_frame: Frame
    end_frame: Frame
    clip: Clip
    scene: Scene
    change: Change = "cut"
    change_frames: Frame = 0

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.end_frame - self.first_frame


class CueWord(Model):
    """A caption token; ``glue`` is what stands between it and the one before."""

    text: str
    start_s: Seconds
    end_s: Seconds
    glue: str = " "
    emphasis: bool = False


class Cue(Model):
    """Words on screen together, at most two lines of them."""

    start_s: Seconds
    end_s: Seconds
    beat: int
    words: tuple[CueWord, ...]

    @property
    def text(self) -> str:
        """The words as read."""
        return "".join(word.glue + word.text for word in self.words).strip()


class Card(Model):
    """Large type in the upper part of the picture."""

    kind: Literal["title", "keyword", "end"]
    text: str
    start_s: Seconds
    end_s: Seconds
    row: Annotated[int, Field(ge=0, le=20)] = 0


class Sound(Model):
    """The narration from ``narration_start_s`` on, over music that makes way for it.

    Of the narration's file ``narration_spans`` are heard, one right after the other.
    """

    narration: Media
    narration_start_s: Seconds
    narration_spans: Annotated[tuple[Span, ...], Field(min_length=1)]
    music: Media | None
    mix: Mix

    @model_validator(mode="after")
    def _is_heard(self) -> Self:
        for span in self.narration_spans:
            if not 0 <= span.start_s < span.start_s + SHORTEST_SPAN_S <= span.end_s <= LONGEST_S:
                raise ValueError(
                    f"nothing is heard of the narration from {span.start_s} to {span.end_s} s"
                )
        return self


class Chapter(Model):
    """A beat's stretch of the short, with its first words."""

    start_s: float
    end_s: float
    title: str


class Credit(Model):
    """Whose work a part of the short is, from when to when it is there, and what made it.

    ``media_digest`` is the SHA-256 of its file, ``order_digest`` what its order is known by in the
    ledger; empty where there is none.
    """

    part: str
    kind: Literal["script", "narration", "clip", "music"]
    provider: str
    model: str = ""
    licence: str = ""
    credit: str = ""
    made_with_ai: bool = True
    start_s: float = 0.0
    end_s: float = 0.0
    media_digest: str = ""
    order_digest: str = ""
    cost_usd: float = 0.0


class Facts(Model):
    """What is said about the short in its sidecar and on the platforms.

    ``transcript`` is every word narrated, for comparing the captions with. The voice is always
    ``synthetic_voice``; of the pictures, those that an AI service made count as synthetic.
    """

    topic_id: str
    title: Annotated[str, Field(min_length=1)]
    language: Annotated[str, Field(min_length=1)]
    description: str = ""
    hashtags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    credits: tuple[Credit, ...] = ()
    transcript: str = ""
    synthetic_voice: bool = True
    synthetic_pictures: bool = True


class Edit(Model):
    """The decision list of one short; the same edit renders to the same short.

    ``spoken`` are the narration's words when they are heard, which captions are held against;
    ``findings`` is what was noticed in cutting it, which goes with it to the short.
    """

    version: Literal[1] = 1
    canvas: Canvas
    frames: Annotated[int, Field(gt=0, le=1_000_000)]
    look: Look
    palette: Palette
    shots: tuple[EditShot, ...]
    cues: tuple[Cue, ...]
    cards: tuple[Card, ...]
    sound: Sound
    speech: Span
    spoken: tuple[Word, ...]
    facts: Facts
    findings: tuple[Finding, ...] = ()

    @model_validator(mode="after")
    def _is_seen_throughout(self) -> Self:
        begins = [*(shot.first_frame for shot in self.shots), self.frames]
        ends = [0, *(shot.end_frame for shot in self.shots)]
        if begins != ends or any(shot.frames < 1 for shot in self.shots):
            raise ValueError(f"the shots do not follow each other from frame 0 to {self.frames}")
        lengths = [0, *(shot.frames for shot in self.shots)]
        for number, shot in enumerate(self.shots):
            changes = shot.change_frames
            if (shot.change == "cut") == bool(changes) or lengths[number] <= changes > 0:
                raise ValueError(f"shot {number + 1} cannot {shot.change} in {changes} frames")
        return self

    @property
    def duration_s(self) -> float:
        """Length of the short in seconds, a whole number of frames."""
        return self.frames / self.canvas.fps

    @property
    def digest(self) -> str:
        """Identifies everything that shapes the short."""
        return digest_of(self)

    def time_s(self, frame: int) -> float:
        """When a frame is shown."""
        return frame / self.canvas.fps
