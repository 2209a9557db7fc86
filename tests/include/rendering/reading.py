"""Reads what ffmpeg and libass were told, by their own rules of what is quoted and escaped."""

import re
from collections.abc import Iterator

NUMBERS = r"-?[\d.]+(?:,-?[\d.]+)*"
TAG = (
    rf"\\(?:an\d|(?:pos|move|fad|clip)\({NUMBERS}\)|(?:fs|bord|shad|blur|fscx|fscy|frz)-?[\d.]+"
    r"|\dc&H[0-9A-F]{6}&|(?:\da|alpha)&H[0-9A-F]{2}&|p\d|fn[\w .-]+)"
)
OURS = re.compile(rf"(?:{TAG}|\\t\({NUMBERS},(?:{TAG})+\))+")
"""An override block as the captions write it; anything else in braces was a text."""
BLOCK = re.compile(r"(?<!\\)\{([^}]*)\}")
DRAWING = re.compile(r"[mlb\d .-]*")


def filters(graph: str) -> Iterator[tuple[str, str]]:
    """Yield name and options of each filter in a graph."""
    for part in _parted(graph):
        bare = re.sub(r"^(\s*\[[^\]]*\])*\s*", "", part)
        name, _, options = re.sub(r"(\[[^\[\]]*\])*\s*$", "", bare).partition("=")
        yield name.partition("@")[0], options


def _parted(graph: str) -> Iterator[str]:
    """Cut a graph at the commas and semicolons that are not part of an option."""
    part, quoted, escaped = "", False, False
    for character in graph:
        ends = character in ",;" and not quoted and not escaped
        if ends:
            yield part
        elif character == "'" and not escaped:
            quoted = not quoted
        escaped = character == "\\" and not escaped and not quoted
        part = "" if ends else part + character
    yield part


def events(subtitles: str) -> list[str]:
    """Return the text of each event of an ASS file, whose other sections are as they should be."""
    lines = [line for line in re.split(r"[\r\n]+", subtitles) if line]
    sections = [line for line in lines if line.startswith("[")]
    assert sections == ["[Script Info]", "[V4+ Styles]", "[Events]"], sections
    told = lines[lines.index("[Events]") + 2 :]
    odd = [line for line in told if not line.startswith("Dialogue: ")]
    assert not odd, odd
    return [line.split(",", 9)[9] for line in told]


def seen(subtitles: str) -> str:
    """Return the text of an ASS file without its overrides, its events one after the other."""
    return " ".join(BLOCK.sub("", event) for event in events(subtitles))


def is_ours(event: str) -> bool:
    """Whether it has its place, and no text is taken for an override, line break or drawing."""
    blocks, texts = BLOCK.findall(event), BLOCK.split(event)[::2][1:]
    drawn = [text for block, text in zip(blocks, texts, strict=True) if "\\p1" in block]
    written = [text for block, text in zip(blocks, texts, strict=True) if "\\p1" not in block]
    return (
        re.match(r"\{[^}]*\\(pos|move)\(", event) is not None
        and all(OURS.fullmatch(block) for block in blocks)
        and all(DRAWING.fullmatch(text) for text in drawn)
        and not any(re.search(r"\\[Nnh]", text) for text in written)
    )
