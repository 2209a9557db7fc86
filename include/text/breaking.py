"""Where a line may break: between words, and where there are no spaces, by sense and by rule.

Phrases of Japanese, Chinese and Thai are found by BudouX. What may not begin or end a line is
in ``include/resources/reading.yaml``.
"""

import unicodedata
from functools import cache

from include.resources import data
from include.text.languages import primary, script_of

ORPHANS = frozenset("กขคฆงจฉชซฌญฎฏฐฑฒดตถทนบปผฝพฟภมยรลวศษสหฬอฮ")
"""Thai consonants that are no word by themselves: BudouX tears them off the word they begin."""
TRADITIONAL = frozenset({"zh-TW", "zh-HK", "yue"})


def may_break(before: str, after: str) -> bool:
    """Whether a line may end with ``before`` and the next begin with ``after``."""
    if not before or not after:
        return True
    first = after[0]
    joined = unicodedata.category(first)[0] == "M" or first in "\u200d\ufe0f\u2060\u00a0"
    return not joined and first not in _rule("not_first") and before[-1] not in _rule("not_last")


@cache
def _rule(name: str) -> frozenset[str]:
    return frozenset(data("reading.yaml")[name])


def phrases(text: str, language: str) -> tuple[str, ...]:
    """Return ``text`` in phrases that belong together; whole when its language has spaces."""
    parser = _parser(_model(text, language))
    if parser is None or not text:
        return (text,) if text else ()
    found: list[str] = []
    for part in parser.parse(text):
        if found and (found[-1] in ORPHANS or not may_break(found[-1], part)):
            found[-1] += part
        else:
            found.append(part)
    return tuple(found)


def _model(text: str, language: str) -> str:
    script = script_of(text)
    if script == "kana" or (script == "han" and primary(language) == "ja"):
        return "japanese"
    if script == "han":
        return "traditional_chinese" if language in TRADITIONAL else "simplified_chinese"
    return "thai" if script == "thai" else ""


@cache
def _parser(model: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - chosen by name
    import budoux

    return getattr(budoux, f"load_default_{model}_parser")() if model else None
