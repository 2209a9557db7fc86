"""Which espeak-ng voice speaks a language, and at what rate.

The voices are the files of the wheel's data folder (``lang/**``, variants in ``voices/!v``);
the choices are data in ``include/resources/espeak.yaml``.
"""

import difflib
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from include.domain import Finding, Severity
from include.providers.errors import Fatal
from include.resources import data
from include.speech.espeak_library import Settings, data_path
from include.text.languages import normalise, primary

FALLBACK = "en-us"
RATES_WPM = (80, 450)
"""What espeak-ng can do; it takes what lies outside for the nearest."""


@dataclass(frozen=True)
class Voice:
    """A voice under the name it was chosen by, ready to be spoken with."""

    name: str
    settings: Settings


def choices() -> dict[str, Any]:
    """Return the content of ``espeak.yaml``."""
    content: dict[str, Any] = data("espeak.yaml")
    return content


@cache
def languages() -> dict[str, str]:
    """Voice files by the lower-case language tags they declare; a lower number has precedence."""
    found: dict[str, tuple[int, str]] = {}
    root = data_path() / "lang"
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            match line.split("//")[0].split():
                case ["language", tag, *rest]:
                    priority = int(rest[0]) if rest else 5
                    entry = (priority, file.relative_to(root).as_posix())
                    found[tag.lower()] = min(entry, found.get(tag.lower(), entry))
    return {tag: path for tag, (_, path) in found.items()}


@cache
def variants() -> dict[str, str]:
    """Variant names by their lower-case form."""
    folder = data_path() / "voices" / "!v"
    return {path.name.lower(): path.name for path in sorted(folder.iterdir())}


def choose(voice: str, language: str) -> tuple[Voice, tuple[Finding, ...]]:
    """Return the voice asked for, or with "auto" the one that suits ``language`` best.

    A voice is named by a language tag of espeak-ng, a variant after a plus sign, or both:
    ``de``, ``+f3``, ``en-gb+f3``.

    Raises:
        Fatal: The voice does not exist; the message names the closest that do.
    """
    asked, plus, variant = ("", "", "") if voice == "auto" else voice.lower().partition("+")
    unknown = (asked and asked not in languages()) or (plus and variant not in variants())
    if unknown or not voice:
        raise _unknown(voice, asked, variant)
    tag = asked or tag_for(language)
    chosen = _voice(tag or FALLBACK, variants().get(variant, choices()["variant"]))
    return chosen, _mismatch(chosen, tag, language)


def _mismatch(chosen: Voice, tag: str | None, language: str) -> tuple[Finding, ...]:
    """Warn when the voice speaks another language than the script's."""
    fitting = tag_for(language)
    if tag is not None and (fitting is None or primary(fitting) == primary(tag)):
        return ()
    fact = f"voice {chosen.name} speaks language {language!r}"
    if fitting is None:
        fact = f"espeak-ng has no voice for language {language!r}: {chosen.name} speaks it"
    return (
        Finding(
            code="voice_language",
            severity=Severity.WARNING,
            message=f"The narration will sound foreign: {fact}.",
            remedy='Set the topic\'s language, use voice "auto", or another speech provider.',
        ),
    )


def tag_for(language: str) -> str | None:
    """Find espeak-ng's tag for a BCP 47 tag, shortened from the right until there is one."""
    subtags = language.strip().lower().replace("_", "-").split("-")
    while subtags:
        tag = "-".join(subtags)
        tag = str(choices()["aliases"].get(tag, tag))
        if tag in languages():
            return tag
        subtags.pop()
    return None


def _unknown(voice: str, tag: str, variant: str) -> Fatal:
    """Say which voices, and which variants, are close to what was asked for."""
    close = difflib.get_close_matches(tag, languages(), n=4, cutoff=0.6) or ["en-us", "en-gb", "de"]
    near = difflib.get_close_matches(variant or tag, variants(), n=4, cutoff=0.5) or ["f3", "m3"]
    named = ", ".join([*close, *(f"+{variants()[name]}" for name in near)])
    return Fatal(
        f'espeak-ng has no voice {voice!r}. Choose "auto", a language, a variant or both, '
        f"such as {named}."
    )


def at_speed(settings: Settings, speed: float) -> Settings:
    """Return settings for so many times the pace."""
    slowest, fastest = RATES_WPM
    rate_wpm = min(max(round(settings.rate_wpm * speed), slowest), fastest)
    return replace(settings, rate_wpm=rate_wpm)


def _voice(tag: str, variant: str) -> Voice:
    data = choices()
    rates = data["rate_wpm"]
    settings = Settings(
        voice=f"{languages()[tag]}+{variant}",
        rate_wpm=rates.get(primary(normalise(tag)), rates["default"]),
        pitch=data["pitch"],
        pitch_range=data["pitch_range"],
        volume=data["volume"],
    )
    return Voice(name=f"{tag}+{variant}", settings=settings)
