"""Which espeak-ng voice speaks a language, and at what rate.

The voices are the files of the wheel's data folder (``lang/**``, variants in ``voices/!v``);
the choices are data in ``include/resources/espeak.yaml``.
"""

import difflib
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from include.domain import Finding, Severity
from include.providers.errors import Fatal
from include.settings import PROJECT
from include.speech.espeak_library import Settings, data_path

FALLBACK = "en-us"


@dataclass(frozen=True)
class Voice:
    """A voice under the name it was chosen by, ready to be spoken with."""

    name: str
    settings: Settings


@cache
def choices() -> dict[str, Any]:
    """Return the content of ``espeak.yaml``."""
    text = (PROJECT / "include/resources/espeak.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


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

    A voice is named by a language tag of espeak-ng and, after a plus sign, a variant:
    ``de``, ``en-gb``, ``en-us+f3``.

    Raises:
        Fatal: The voice does not exist; the message names the closest that do.
    """
    if voice != "auto":
        return _named(voice), ()
    variant = choices()["variant"]
    tag = tag_for(language)
    if tag is not None:
        return _voice(tag, variant), ()
    finding = Finding(
        code="voice_fallback",
        severity=Severity.WARNING,
        message=f"espeak-ng has no voice for language {language!r}: {FALLBACK} speaks it instead.",
        remedy="Set the topic's language, or choose a speech provider that has it.",
    )
    return _voice(FALLBACK, variant), (finding,)


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


def _named(voice: str) -> Voice:
    tag, plus, variant = voice.lower().partition("+")
    known = tag if tag in languages() else choices()["aliases"].get(tag)
    if known is None or (plus and variant not in variants()):
        raise Fatal(
            f"espeak-ng has no voice {voice!r}. {_suggestion(tag, variant)} "
            'Or leave the choice to the script\'s language with "auto".'
        )
    return _voice(known, variants().get(variant, ""))


def _suggestion(tag: str, variant: str) -> str:
    """Say which voices, and which variants, are close to what was asked for."""
    close = difflib.get_close_matches(tag, languages(), n=5, cutoff=0.5) or [FALLBACK, "en-gb"]
    sentence = f"Choose a voice such as {', '.join(close)}"
    if variant and variant not in variants():
        close = difflib.get_close_matches(variant, variants(), n=4, cutoff=0.5) or ["f3", "m3"]
        sentence += f", a variant such as {', '.join(variants()[name] for name in close)}"
    return sentence + "."


def _voice(tag: str, variant: str) -> Voice:
    suffix = f"+{variant}" if variant else ""
    data = choices()
    rates = data["rate_wpm"]
    primary = {"cmn": "zh"}.get(tag, tag.partition("-")[0])
    settings = Settings(
        voice=languages()[tag] + suffix,
        rate_wpm=rates.get(primary, rates["default"]),
        pitch=data["pitch"],
        pitch_range=data["pitch_range"],
        volume=data["volume"],
    )
    return Voice(name=tag + suffix, settings=settings)
