"""Whatever the colours of a file are called, or not called: bt.709, as the contract has it."""

from typing import Any

from include.rendering.probe import Picture

HIGH_DEFINITION_PX = 720
"""Untagged video is taken for what players take it: bt.709 from here on, bt.601 below."""
UNSPECIFIED = 2
PQ, HLG = 16, 18
TRANSFERS = {PQ: "smpte2084", HLG: "arib-std-b67"}
"""Of high dynamic range. Numbers as in ITU-T H.273."""


def scaling(picture: Picture) -> dict[str, str]:
    """Options of ``scale`` that read a picture's colours right and write bt.709.

    Where they already are bt.709, nothing is converted.
    """
    if picture.transfer in TRANSFERS:
        return {}
    options = {"out_color_matrix": "bt709", "out_range": "tv"}
    if picture.matrix == UNSPECIFIED:
        high = min(picture.width_px, picture.height_px) >= HIGH_DEFINITION_PX
        options["in_color_matrix"] = "bt709" if high and not picture.is_still else "bt601"
    return options


def tone_mapped(stream: Any, picture: Picture) -> Any:
    """Bring high dynamic range (PQ, HLG) down to what every screen shows."""
    if picture.transfer not in TRANSFERS:
        return stream
    read = {"transferin": TRANSFERS[picture.transfer], "matrixin": "bt2020nc"}
    linear = stream.filter("format", "yuv420p10le").filter(
        "zscale", transfer="linear", npl=200, primariesin="bt2020", rangein="tv", **read
    )
    narrowed = linear.filter("format", "gbrpf32le").filter("zscale", primaries="bt709")
    mapped = narrowed.filter("tonemap", "mobius", desat=0)
    return mapped.filter("zscale", transfer="bt709", matrix="bt709", range="tv")
