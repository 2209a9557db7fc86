"""How long a text takes to say, estimated before anyone says it."""

import re
from functools import cache

from include.domain.base import Model
from include.resources import data
from include.text.languages import primary

_HAN = re.compile(r"[\u3400-\u9fff]")
_STOP = re.compile(r"[.!?。！？।॥؟]+(?=\s|$|[^\s\w])|[。！？]")


class Rates(Model):
    """Seconds per character by language, with what takes a time of its own."""

    sentence_pause_s: float
    digit_s: float
    character_s: dict[str, float]
    han_s: dict[str, float]


@cache
def rates() -> Rates:
    """The measured rates, read once."""
    return Rates.model_validate(data("text/speech_rates.yaml"))


def spoken_s(text: str, language: str) -> float:
    """Estimate in seconds how long a text takes to say, pauses between sentences included."""
    known, tongue = rates(), primary(language)
    per_character = known.character_s.get(tongue, known.character_s["default"])
    digits = sum(c.isdigit() for c in text)
    han = len(_HAN.findall(text)) if tongue in known.han_s else 0
    letters = len(text) - digits - han
    return (
        letters * per_character
        + digits * known.digit_s
        + han * known.han_s.get(tongue, 0.0)
        + len(_STOP.findall(text)) * known.sentence_pause_s
    )
