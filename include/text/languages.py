"""Which language a text is in: what the source says, if the text bears it out, else by its look.

Tags are BCP 47, shortened as CLDR's "remove likely subtags" does it: ``de-DE`` is ``de``, while
``pt-BR`` keeps what changes its sound.
"""

import re
from collections import Counter
from functools import cache

from include.resources import data

DEFAULT = "en"
ENOUGH_LETTERS = 20
"""Shorter texts say too little about their language."""
SURE = 120
"""From this many letters on, what the text looks like outweighs what the source says."""
CERTAIN = 0.999
LIKELY = 0.8
"""Enough where the source says nothing."""

_TAG = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?(?:-.*)?\Z")
_LIKELY_REGION = {"en": "US", "pt": "PT", "zh": "CN", "sv": "SE", "ja": "JP", "hi": "IN"}
_KEPT_REGIONS = frozenset(
    {
        "en-GB",
        "en-AU",
        "en-IE",
        "en-IN",
        "pt-BR",
        "es-MX",
        "es-AR",
        "es-CO",
        "es-419",
        "fr-CA",
        "fr-BE",
        "fr-CH",
        "de-AT",
        "de-CH",
        "zh-TW",
        "zh-HK",
        "nl-BE",
    }
)
_RENAMED = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no", "tl": "fil", "cmn": "zh"}

_SCRIPTS = {
    "kana": "\u3040-\u30ff\uff66-\uff9f",
    "han": "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "hangul": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "latin": "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff",
    "cyrillic": "\u0400-\u052f",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "arabic": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff",
    "hebrew": "\u0590-\u05ff",
    "devanagari": "\u0900-\u097f",
    "bengali": "\u0980-\u09ff",
    "tamil": "\u0b80-\u0bff",
    "telugu": "\u0c00-\u0c7f",
    "thai": "\u0e00-\u0e7f",
    "georgian": "\u10a0-\u10ff",
    "armenian": "\u0530-\u058f",
}
_PATTERNS = {name: re.compile(f"[{ranges}]") for name, ranges in _SCRIPTS.items()}
_ONLY_LANGUAGE = {
    "kana": "ja", "han": "zh", "hangul": "ko", "greek": "el", "hebrew": "he", "bengali": "bn",
    "tamil": "ta", "telugu": "te", "thai": "th", "georgian": "ka", "armenian": "hy",
}  # fmt: skip
_USUAL_LANGUAGE = {"cyrillic": "ru", "arabic": "ar", "devanagari": "hi", "latin": "en"}
_WRITTEN_IN = {
    "ja": {"kana", "han"}, "zh": {"han"}, "yue": {"han"}, "ko": {"hangul", "han"},
    "el": {"greek"}, "he": {"hebrew"}, "yi": {"hebrew"}, "th": {"thai"}, "bn": {"bengali"},
    "ta": {"tamil"}, "te": {"telugu"}, "ka": {"georgian"}, "hy": {"armenian"},
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "ky"), frozenset({"cyrillic"})),
    **dict.fromkeys(("sr", "kk", "mn", "uz", "az"), frozenset({"cyrillic", "latin"})),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb"), frozenset({"arabic"})),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), frozenset({"devanagari"})),
}  # fmt: skip


def primary(tag: str) -> str:
    """The language alone: ``pt-BR`` gives ``pt``."""
    return tag.partition("-")[0].lower()


def normalise(tag: str) -> str:
    """Return the short canonical form of a language tag, "" when it names no known language."""
    found = _TAG.match(tag.strip().lower().replace("_", "-"))
    code = _codes().get(found[1], "") if found else ""
    if not found or not code:
        return ""
    language = _RENAMED.get(code, code)
    region = (found[3] or "").upper()
    if found[2] == "hant" and not region:
        region = "TW"
    if region == _LIKELY_REGION.get(language) or f"{language}-{region}" not in _KEPT_REGIONS:
        return language
    return f"{language}-{region}"


@cache
def _codes() -> dict[str, str]:
    """Every code of ISO 639 that is known, with its two letters where it has them."""
    known = data("text/languages.yaml")
    codes = {code: two for two, codes in known["two_letters"].items() for code in codes.split()}
    return {
        **{old: old for old in _RENAMED},
        **{code: code for code in (*known["two_letters"], *known["three_letters"])},
        **codes,
    }


def script_of(text: str) -> str:
    """Name of the script most letters are in, "" for a text without any.

    Any noticeable share of kana makes a text Japanese, however many of its letters are Han.
    """
    counts = Counter({name: len(p.findall(text)) for name, p in _PATTERNS.items()})
    total = sum(counts.values())
    if not total:
        return ""
    if counts["kana"] * 20 > total:
        return "kana"
    return counts.most_common(1)[0][0]


def spaced(language: str) -> bool:
    """Whether the language puts spaces between its words."""
    return primary(language) not in {"ja", "zh", "yue", "th", "lo", "km", "my"}


def detect(text: str) -> tuple[str, float]:
    """Return the language a text looks like and how sure that is, 0 to 1; "" when none."""
    script = script_of(text)
    if script in _ONLY_LANGUAGE:
        return _ONLY_LANGUAGE[script], 1.0
    if sum(c.isalpha() for c in text) < ENOUGH_LETTERS:
        return "", 0.0
    language, probability = _identify(text[:2000])
    written_in = _WRITTEN_IN.get(language, {"latin"})
    return (normalise(language), probability) if script in written_in else ("", 0.0)


def language_of(text: str, *, claimed: str = "", fallback: str = DEFAULT) -> str:
    """Return the language of a text: the claimed one unless script or look contradict it."""
    claim = normalise(claimed)
    seen, probability = detect(text)
    script = script_of(text)
    expected = claim or fallback
    if script and script not in _WRITTEN_IN.get(primary(expected), {"latin"}):
        return seen or _USUAL_LANGUAGE.get(script, expected)
    if not claim:
        return seen if seen and probability >= LIKELY else fallback
    sure = probability >= CERTAIN and sum(c.isalpha() for c in text) >= SURE
    return seen if seen and sure and seen != primary(claim) else claim


@cache
def _identify(text: str) -> tuple[str, float]:
    language, probability = _identifier().classify(text)
    return str(language), float(probability)


@cache
def _identifier():  # type: ignore[no-untyped-def]  # noqa: ANN202 - py3langid has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
