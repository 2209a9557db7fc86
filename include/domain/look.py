"""How a short looks and sounds: settings read from data files and kept in every edit.

Lengths are px on a canvas whose shorter side is 1080; they shrink with lower canvases.
"""

from typing import Annotated, Literal

from pydantic import Field

from include.domain.base import Model, Share

Change = Literal["cut", "fade", "whip", "zoom"]
"""How one shot becomes the next: a whip swings the camera across, a zoom rushes through."""


Tint = Annotated[str, Field(pattern=r"^(ink|accent|dark|light|#[0-9a-fA-F]{6})$")]
"""A colour: ``ink``, ``accent``, ``dark`` or ``light`` of the palette, or ``#rrggbb``."""
AnyTint = Annotated[str, Field(pattern=r"^(ink|accent|dark|light|#[0-9a-fA-F]{6})?$")]
"""A colour, or nothing."""
Px = Annotated[float, Field(ge=0, le=4320)]
Shift = Annotated[float, Field(ge=-4320, le=4320)]
Em = Annotated[float, Field(ge=-10, le=10)]
Size = Annotated[float, Field(ge=1, le=1000)]
"""Of type or a line, in px."""
Edge = Annotated[float, Field(ge=0, le=100)]
"""Width of an outline, shadow or blur, in px."""
Scale = Annotated[float, Field(ge=0.01, le=10)]
Moment = Annotated[int, Field(ge=0, le=60_000)]
Pause = Annotated[float, Field(ge=0, le=60)]
"""In seconds."""
Count = Annotated[int, Field(ge=0, le=100)]
File = Annotated[str, Field(pattern=r"^\w[\w.-]*$")]
"""A name without a folder."""


class Box(Model):
    """A shape behind words, from ``above_em`` over the baseline to ``below_em`` under it.

    It grows with letters that reach further. One whose ``above_em`` is not positive is a bar under
    the letters of its line and counts from there. ``pad_px`` is how far it stands out sideways.
    ``outline_px`` is a black rim.
    """

    tint: Tint
    opacity: Share = 1.0
    above_em: Em
    below_em: Em
    pad_px: Px = 0.0
    radius_px: Px = 0.0
    outline_px: Edge = 0.0


class Dress(Model):
    """How a word is drawn; ``blur_px`` softens its outline into a glow."""

    tint: Tint = "ink"
    opacity: Share = 1.0
    edge: Tint = "#000000"
    outline_px: Edge = 0.0
    shadow_px: Edge = 0.0
    blur_px: Edge = 0.0
    box: Box | None = None


class Pose(Model):
    """Size of a word ``at_ms`` after its first moment, as shares of its own, and its slant."""

    at_ms: Moment
    wide: Scale = 1.0
    high: Scale = 1.0
    turn_deg: Annotated[float, Field(ge=-360, le=360)] = 0.0


class Motion(Model):
    """How a word moves as it is spoken: through poses, and from a place beside its own."""

    poses: tuple[Pose, ...] = ()
    from_x_px: Shift = 0.0
    from_y_px: Shift = 0.0
    lands_ms: Moment = 0


class Emphasis(Model):
    """How stressed words differ: ``tint`` before and after they are spoken, ``spoken`` meanwhile.

    An empty tint leaves the colour as it is.
    """

    scale: Scale = 1.0
    tint: AnyTint = ""
    spoken: AnyTint = ""


class CaptionStyle(Model):
    """One file in ``include/resources/captions``: composed of facts, none of them a special case.

    A word is dressed as ``waiting``, then ``spoken``, then ``said``; without a dress it is not
    there. ``fill`` says how it turns into the spoken one. ``panel`` lies behind every line.
    The whole stands ``rise_px`` above the lower edge of the safe area.
    """

    name: str
    family: File
    em_px: Size
    line_px: Size
    rise_px: Px = 0.0
    smallest_scale: Annotated[float, Field(ge=0.05, le=1)] = 0.45
    gap_em: Annotated[float, Field(ge=0, le=10)] = 0.36
    upper: bool = False
    most_words: Annotated[int, Field(ge=1, le=100)] = 4
    most_columns: Annotated[int, Field(ge=1, le=1000)] = 30
    waiting: Dress | None = None
    spoken: Dress
    said: Dress | None = None
    fill: Literal["at once", "sweep", "letters"] = "at once"
    motion: Motion = Motion()
    emphasis: Emphasis = Emphasis()
    panel: Box | None = None

    @property
    def dresses(self) -> tuple[Dress, ...]:
        """Every dress a word may wear."""
        return tuple(d for d in (self.waiting, self.spoken, self.said) if d is not None)


class TitleStyle(Model):
    """Type and place of the title card; it stays ``stays_s`` at most, and 0 shows none."""

    family: File
    em_px: Size
    line_px: Size
    lines: Annotated[int, Field(ge=1, le=20)]
    top_px: Px
    outline_px: Edge
    shadow_px: Edge
    stays_s: Pause


class KeywordStyle(Model):
    """Type and place of the key words; each arrives ``ahead_s`` before it is heard."""

    family: File
    em_px: Size
    line_px: Size
    lines: Count
    top_px: Px
    outline_px: Edge
    shadow_px: Edge
    ahead_s: Pause


class LabelStyle(Model):
    """The small line at the top that says what the short is about."""

    family: File
    em_px: Size
    top_px: Px


class Transitions(Model):
    """How shots change: every ``every``-th change is the next of ``kinds``, the others are cuts.

    A change takes ``lasts_s``; ``every`` 0 cuts always.
    """

    kinds: tuple[Change, ...]
    every: Count
    lasts_s: Pause


class Logo(Model):
    """A picture in a corner of the safe area: a file of ``include/resources/looks/<look>``.

    It is as wide as ``width_px``, or less where it would be higher than ``height_px`` (as high as
    wide, when that is not given). No text stands in that room.
    """

    file: File
    width_px: Size
    height_px: Size | None = None
    corner: Literal["top left", "top right", "bottom left", "bottom right"]
    opacity: Share = 1.0


class EndCard(Model):
    """What stands at the end, after the last word, for ``stays_s``; ``{title}`` is the title."""

    text: str
    stays_s: Pause


class Look(Model):
    """One file in ``include/resources/looks``; ``name`` is the file's name.

    ``palette`` names the colours, or is "auto": chosen by the topic. ``fit`` says what happens to
    clips of another shape: "cover" crops, "blur" shows all of it over a blurred copy, "auto" crops
    unless that would lose too much. ``clip_sound`` lets the clips' own sound be heard under the
    narration.
    """

    name: str
    palette: str = "auto"
    fit: Literal["auto", "cover", "blur"] = "auto"
    clip_sound: bool = False
    transitions: Transitions
    logo: Logo | None = None
    end: EndCard | None = None
    caption: CaptionStyle
    title: TitleStyle
    keyword: KeywordStyle
    label: LabelStyle
    progress_px: Px


Level = Annotated[float, Field(ge=-50, le=-5)]
Below = Annotated[float, Field(ge=0, le=60)]
Gain = Annotated[float, Field(ge=-30, le=30)]
Ratio = Annotated[float, Field(ge=1, le=20)]
Frequency = Annotated[float, Field(ge=10, le=20_000)]


class Mix(Model):
    """How narration and music are put together.

    ``narration_lufs`` is where the voice is set before it is mixed; music and the clips' own sound
    lie so many LU below it, and duck further while it speaks. Music shorter than the short goes
    round, its end faded into its beginning. ``lead_in_s`` and ``tail_s``
    are without voice. A pause in the narration longer than ``longest_pause_s`` is shortened to
    ``pause_s``; of silence before and after it ``edge_s`` stay.
    """

    lead_in_s: Pause
    tail_s: Pause
    longest_pause_s: Pause
    pause_s: Pause
    edge_s: Pause
    narration_lufs: Level
    music_below_lu: Below
    clips_below_lu: Below
    clip_fade_s: Pause
    music_crossfade_s: Pause
    music_fade_in_s: Pause
    music_fade_out_s: Pause
    duck_threshold: Annotated[float, Field(ge=0.001, le=1)]
    duck_ratio: Ratio
    duck_attack_ms: Annotated[float, Field(ge=0.01, le=2000)]
    duck_release_ms: Annotated[float, Field(ge=0.01, le=9000)]
    highpass_hz: Frequency
    presence_db: Gain
    air_hz: Frequency
    air_db: Gain
    compress_threshold_db: Annotated[float, Field(ge=-60, le=0)]
    compress_ratio: Ratio
    loudness_lufs: Level
    true_peak_dbtp: Annotated[float, Field(ge=-9, le=0)]
