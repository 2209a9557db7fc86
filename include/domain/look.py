"""How a short looks and sounds: settings read from data files and kept in every edit.

Lengths are px on a canvas whose shorter side is 1080; they shrink with lower canvases.
"""

from typing import Literal

from include.domain.base import Model

Change = Literal["cut", "fade", "whip", "zoom"]
"""How one shot becomes the next: a whip swings the camera across, a zoom rushes through."""


Tint = str
"""A colour: ``ink``, ``accent``, ``dark`` or ``light`` of the palette, or ``#rrggbb``."""


class Box(Model):
    """A shape behind words, from ``above_em`` over the baseline to ``below_em`` under it.

    It grows with letters that reach further. One whose ``above_em`` is not positive is a bar under
    the letters of its line and counts from there. ``pad_px`` is how far it stands out sideways.
    ``outline_px`` is a black rim.
    """

    tint: Tint
    opacity: float = 1.0
    above_em: float
    below_em: float
    pad_px: float = 0.0
    radius_px: float = 0.0
    outline_px: float = 0.0


class Dress(Model):
    """How a word is drawn; ``blur_px`` softens its outline into a glow."""

    tint: Tint = "ink"
    opacity: float = 1.0
    edge: Tint = "#000000"
    outline_px: float = 0.0
    shadow_px: float = 0.0
    blur_px: float = 0.0
    box: Box | None = None


class Pose(Model):
    """Size of a word ``at_ms`` after its first moment, as shares of its own, and its slant."""

    at_ms: int
    wide: float = 1.0
    high: float = 1.0
    turn_deg: float = 0.0


class Motion(Model):
    """How a word moves as it is spoken: through poses, and from a place beside its own."""

    poses: tuple[Pose, ...] = ()
    from_x_px: float = 0.0
    from_y_px: float = 0.0
    lands_ms: int = 0


class Emphasis(Model):
    """How stressed words differ: ``tint`` before and after they are spoken, ``spoken`` meanwhile.

    An empty tint leaves the colour as it is.
    """

    scale: float = 1.0
    tint: Tint = ""
    spoken: Tint = ""


class CaptionStyle(Model):
    """One file in ``include/resources/captions``: composed of facts, none of them a special case.

    A word is dressed as ``waiting``, then ``spoken``, then ``said``; without a dress it is not
    there. ``fill`` says how it turns into the spoken one. ``panel`` lies behind every line.
    The whole stands ``rise_px`` above the lower edge of the safe area.
    """

    name: str
    family: str
    em_px: float
    line_px: float
    rise_px: float = 0.0
    smallest_scale: float = 0.45
    gap_em: float = 0.36
    upper: bool = False
    most_words: int = 4
    most_columns: int = 30
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

    family: str
    em_px: float
    line_px: float
    lines: int
    top_px: float
    outline_px: float
    shadow_px: float
    stays_s: float


class KeywordStyle(Model):
    """Type and place of the key words; each arrives ``ahead_s`` before it is heard."""

    family: str
    em_px: float
    line_px: float
    lines: int
    top_px: float
    outline_px: float
    shadow_px: float
    ahead_s: float


class LabelStyle(Model):
    """The small line at the top that says what the short is about."""

    family: str
    em_px: float
    top_px: float


class Transitions(Model):
    """How shots change: every ``every``-th change is the next of ``kinds``, the others are cuts.

    A change takes ``lasts_s``; ``every`` 0 cuts always.
    """

    kinds: tuple[Change, ...]
    every: int
    lasts_s: float


class Logo(Model):
    """A picture in a corner of the safe area: a file of ``include/resources/looks/<look>``."""

    file: str
    width_px: float
    corner: Literal["top left", "top right", "bottom left", "bottom right"]
    opacity: float = 1.0


class EndCard(Model):
    """What stands at the end, after the last word, for ``stays_s``; ``{title}`` is the title."""

    text: str
    stays_s: float


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
    progress_px: float


class Mix(Model):
    """How narration and music are put together.

    ``narration_lufs`` is where the voice is set before it is mixed; music and the clips' own sound
    lie so many LU below it, and duck further while it speaks. Music shorter than the short goes
    round, its end faded into its beginning. ``lead_in_s`` and ``tail_s``
    are without voice. A pause in the narration longer than ``longest_pause_s`` is shortened to
    ``pause_s``; of silence before and after it ``edge_s`` stay.
    """

    lead_in_s: float
    tail_s: float
    longest_pause_s: float
    pause_s: float
    edge_s: float
    narration_lufs: float
    music_below_lu: float
    clips_below_lu: float
    clip_fade_s: float
    music_crossfade_s: float
    music_fade_in_s: float
    music_fade_out_s: float
    duck_threshold: float
    duck_ratio: float
    duck_attack_ms: float
    duck_release_ms: float
    highpass_hz: float
    presence_db: float
    air_hz: float
    air_db: float
    compress_threshold_db: float
    compress_ratio: float
    loudness_lufs: float
    true_peak_dbtp: float
