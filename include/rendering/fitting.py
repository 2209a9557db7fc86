"""A picture of any shape on the canvas: cropped, or whole over a blurred copy of itself."""

from typing import Any, Literal

from include.rendering.colours import scaling, tone_mapped
from include.rendering.drawing import Size, over
from include.rendering.probe import Picture
from include.rendering.sources import source

MOST_LOST = 1 / 3
"""Cropping that would lose more of the picture is not done when the fit is "auto"."""
SOFTER = 8
"""The blurred copy is made at so much smaller a size: it has no detail to lose."""
RADIUS_PX = 5
LONGEST = 4
"""A picture longer than so many times the shape it fills is cropped before it is scaled."""
DIMMED = "clip(16+(val-16)*0.6,16,235)"

Fit = Literal["auto", "cover", "blur"]


def filled(stream: Any, picture: Picture, size: Size, *, fit: Fit) -> Any:
    """Return the picture filling ``size``; what is see-through becomes black."""
    wanted = size.width / size.height
    if is_whole(picture, size, fit):
        whole = _within(picture.shape, size)
        return _over_itself(_scaled(stream, picture, whole), whole, size)
    stream, shape = _shortened(
        stream, Size(picture.width_px, picture.height_px), picture.shape, size
    )
    covering = _covering(shape, size) if shape != wanted else size
    scaled = _scaled(stream, picture, covering)
    return scaled if covering == size else scaled.filter("crop", size.width, size.height)


def is_whole(picture: Picture, size: Size, fit: Fit) -> bool:
    """Whether all of the picture is shown, over a blurred copy of itself."""
    return fit == "blur" or (fit == "auto" and lost(picture, size) > MOST_LOST)


def lost(picture: Picture, size: Size) -> float:
    """Share of the picture that cropping it to the shape of ``size`` loses, 0 to 1."""
    wanted = size.width / size.height
    return 1 - min(picture.shape / wanted, wanted / picture.shape)


def _shortened(stream: Any, found: Size, shape: float, size: Size) -> tuple[Any, float]:
    """Leave out what is far beyond ``size``, before scaling makes it enormous.

    Args:
        stream: The picture.
        found: Its size in px.
        shape: Its width by height, as seen.
        size: What it is to fill.

    Returns:
        The middle of the picture, and the shape of that.
    """
    wanted = size.width / size.height
    wide, high = found.width, found.height
    if shape > LONGEST * wanted:
        wide = max(2, round(wide * LONGEST * wanted / shape / 2) * 2)
    elif shape * LONGEST < wanted:
        high = max(2, round(high * LONGEST * shape / wanted / 2) * 2)
    else:
        return stream, shape
    seen = shape * wide / found.width * found.height / high
    return stream.filter("crop", wide, high), seen


def _covering(shape: float, size: Size) -> Size:
    """Smallest size of that shape that leaves nothing of ``size`` free."""
    return Size(
        max(size.width, round(size.height * shape / 2) * 2),
        max(size.height, round(size.width / shape / 2) * 2),
    )


def _within(shape: float, size: Size) -> Size:
    """Largest size of that shape that fits into ``size``."""
    return Size(
        min(size.width, max(2, round(size.height * shape / 2) * 2)),
        min(size.height, max(2, round(size.width / shape / 2) * 2)),
    )


def _scaled(stream: Any, picture: Picture, size: Size) -> Any:
    """Scale with pixels becoming square and colours bt.709, on black where there is nothing."""
    options = {"flags": "bicubic", **scaling(picture)}
    scaled = stream.filter("scale", size.width, size.height, **options).filter("setsar", 1)
    if picture.has_alpha:
        ground = source("color", c="black", s=str(size), r=30)
        scaled = over(ground, scaled.filter("format", "yuva420p"), shortest=1)
    return tone_mapped(scaled, picture).filter("format", "yuv420p")


def _over_itself(stream: Any, whole: Size, size: Size) -> Any:
    """Show the whole picture between bands of a dimmed, blurred copy that fills ``size``.

    Stacked, nothing is blended: a third of what ``overlay`` costs, for the same picture.
    """
    if whole == size:
        return stream
    split = stream.filter_multi_output("split", 2)
    small = Size(size.width // SOFTER // 2 * 2, size.height // SOFTER // 2 * 2)
    soft, shape = _shortened(split[0], whole, whole.width / whole.height, small)
    around = _covering(shape, small)
    soft = soft.filter("scale", around.width, around.height, flags="area")
    soft = soft.filter("crop", small.width, small.height)
    soft = soft.filter("boxblur", RADIUS_PX, 2).filter("lutyuv", y=DIMMED)
    soft = soft.filter("scale", size.width, size.height, flags="bicubic").filter("setsar", 1)
    return _between(soft, split[1], whole, size)


def _between(around: Any, picture: Any, whole: Size, size: Size) -> Any:
    """The picture, as wide or as high as ``size``, in the middle of what is around it."""
    import ffmpeg

    wide, high = size.width - whole.width, size.height - whole.height
    before_px = (wide or high) // 4 * 2
    after_px = (wide or high) - before_px
    split = around.filter_multi_output("split", 2 if before_px else 1)
    if wide:
        before = [split[1].filter("crop", before_px, size.height, 0, 0)] if before_px else []
        after = split[0].filter("crop", after_px, size.height, size.width - after_px, 0)
    else:
        before = [split[1].filter("crop", size.width, before_px, 0, 0)] if before_px else []
        after = split[0].filter("crop", size.width, after_px, 0, size.height - after_px)
    parts = [*before, picture, after]
    return ffmpeg.filter(parts, "hstack" if wide else "vstack", inputs=len(parts), shortest=1)
