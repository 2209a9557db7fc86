"""What is to be seen: a picture for each beat, made of the beat's own key words."""

import re
import unicodedata
from collections.abc import Sequence

FRAMINGS = (
    "Bold opening shot", "Slow push-in", "Close-up full of detail", "Wide view with depth",
    "Gentle tracking shot from the side", "View from above", "Low angle looking up",
    "Quiet closing shot, slowly pulling back",
)  # fmt: skip
LIGHTS = (
    "warm morning light", "clear daylight", "soft window light", "deep evening blue",
    "golden hour", "cool overcast light", "a single bright highlight", "dusk with glowing edges",
)  # fmt: skip


ENDING = ", vertical frame, no lettering"
NOTHING = "moving shapes"


def picture(number: int, last: bool, terms: Sequence[str], *, variant: int) -> str:
    """Describe the picture of beat ``number``; no two beats of a script get the same words."""
    if number == 0:
        framing = FRAMINGS[0]
    elif last:
        framing = FRAMINGS[-1]
    else:
        framing = FRAMINGS[1 + (number + variant - 1) % (len(FRAMINGS) - 2)]
    light = LIGHTS[(number + variant) % len(LIGHTS)]
    shown = ", ".join(dict.fromkeys(terms)) or NOTHING
    return f"{framing} of {shown}; {light}{ENDING}"


def subject(seen: str) -> str:
    """Return what a picture shows: of ours, without framing and light; else the words as given."""
    for framing in FRAMINGS:
        shown, semicolon, light = seen.removeprefix(f"{framing} of ").rpartition("; ")
        if semicolon and seen.startswith(framing) and light.removesuffix(ENDING) in LIGHTS:
            return "" if shown == NOTHING else shown
    return seen


def hashtags(terms: Sequence[str], *, limit: int = 5) -> tuple[str, ...]:
    """Make tags of key terms: letters and digits only, words run together."""
    tags: dict[str, str] = {}
    for term in terms:
        parts = [
            "".join(c for c in word if unicodedata.category(c)[0] in "LNM")
            for word in re.split(r"[\s-]+", term)
        ]
        tag = "".join(part[:1].upper() + part[1:] for part in parts if part)
        if tag and not tag.isdigit() and len(tag) > 1:
            tags.setdefault(tag.casefold(), f"#{tag}")
    return tuple(tags.values())[:limit]
