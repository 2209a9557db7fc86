"""How a short looks and sounds: settings read from data files and kept in every edit.

Lengths are px on a canvas whose shorter side is 1080; they shrink with lower canvases.
"""

from typing import Literal

from include.domain.base import Model

Change = Literal["cut", "fade", "whip", "zoom"]
"""How one shot becomes the next: a whip swings the camera across, a zoom rushes through."""


class CaptionStyle(Model):
    """Type and place of the captions; ``active_scale`` swells the word being spoken."""

    family: str
    em_px: float
    line_px: float
    outline_px: float
    shadow_px: float
    active_scale: float
    bottom_px: float
    smallest_scale: float


class TitleStyle(Model):
    """Type and place of the title card; it stays ``stays_s`` at most."""

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
    """What stands at the end, after the last word, for ``stays_s``."""

    text: str
    stays_s: float


class Look(Model):
    """One file in ``include/resources/looks``; ``name`` is the file's name.

    ``palette`` names the colours, or is "auto": chosen by the topic. ``fit`` says what happens to
    clips of another shape: "cover" crops, "blur" shows all of it over a blurred copy, "auto" crops
    unless that would lose too much.
    """

    name: str
    palette: str = "auto"
    fit: Literal["auto", "cover", "blur"] = "auto"
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

    ``narration_lufs`` is where the voice is set before it is mixed; the music lies
    ``music_below_lu`` under it, and ducks further while it speaks. ``lead_in_s`` and ``tail_s``
    are without voice.
    """

    lead_in_s: float
    tail_s: float
    narration_lufs: float
    music_below_lu: float
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
