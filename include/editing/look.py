"""Looks, palettes, canvases and the mix, read from the data files in ``include/resources``."""

from include.domain import digest_of
from include.domain.edit import Canvas, Palette
from include.domain.look import CaptionStyle, Look, Mix
from include.resources import RESOURCES, data


def looks() -> tuple[str, ...]:
    """Names of the looks there are."""
    return tuple(sorted(path.stem for path in (RESOURCES / "looks").glob("*.yaml")))


def look(name: str) -> Look:
    """Return the look of that name.

    Raises:
        ValueError: There is no such look; the message names those that exist.
    """
    if name not in looks():
        raise ValueError(f"Look {name!r} does not exist. Choose one of: {', '.join(looks())}.")
    facts = data(f"looks/{name}.yaml")
    return Look(name=name, **{**facts, "caption": captions(facts["caption"])})


def caption_styles() -> tuple[str, ...]:
    """Names of the caption styles there are."""
    return tuple(sorted(path.stem for path in (RESOURCES / "captions").glob("*.yaml")))


def captions(name: str) -> CaptionStyle:
    """Return the caption style of that name.

    Raises:
        ValueError: There is no such style; the message names those that exist.
    """
    known = caption_styles()
    if name not in known:
        raise ValueError(f"Caption style {name!r} does not exist. Choose: {', '.join(known)}.")
    return CaptionStyle(name=name, **data(f"captions/{name}.yaml"))


def aspects() -> tuple[str, ...]:
    """Aspects a short can have, the usual one first."""
    return tuple(data("canvases.yaml")["sizes"])


def canvas(aspect: str) -> Canvas:
    """Return the canvas of an aspect such as "9:16".

    Raises:
        ValueError: There is no canvas for it; the message names those that exist.
    """
    if aspect not in aspects():
        raise ValueError(f"Aspect {aspect!r} is unknown. Choose one of: {', '.join(aspects())}.")
    known = data("canvases.yaml")
    margins = {
        f"safe_{side}_px": max(row.get(side, 0) for row in known["margins"][aspect])
        for side in ("left", "right", "top", "bottom")
    }
    return Canvas(**known["sizes"][aspect], fps=known["fps"], **margins)


def palette(subject: str, name: str = "auto") -> Palette:
    """Return the palette of that name; "auto" gives a subject always the same one.

    Raises:
        ValueError: There is no such palette; the message names those that exist.
    """
    rows = {row["name"]: Palette(**row) for row in data("palettes.yaml")}
    if name == "auto":
        return list(rows.values())[int(digest_of(subject)[:8], 16) % len(rows)]
    if name not in rows:
        raise ValueError(f"Palette {name!r} does not exist. Choose one of: {', '.join(rows)}.")
    return rows[name]


def mix() -> Mix:
    """Return how narration and music are put together."""
    return Mix(**data("mix.yaml"))
