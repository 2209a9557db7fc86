# ruff: noqa: RUF001 - the look-alikes are what is meant
"""Datelines: where, when and by which agency, set before a report's first sentence."""

import re

_AGENCIES = (
    "Reuters|Thomson Reuters(?: Foundation)?|AP|AFP|UPI|dpa|dpa-AFX|epd|KNA|APA|SDA|Keystone-SDA|"
    "EFE|Europa Press|EUROPA PRESS|ANSA|Adnkronos|AGI|Lusa|LUSA|Agência Brasil|ANP|Belga|PAP|TT|"
    "NTB|Ritzau|STT|Xinhua|Kyodo|Jiji|PTI|ANI|IANS|AA|Anadolu|DHA|İHA|IHA|CNN|Bloomberg|Interfax|"
    "TASS|ТАСС|РИА Новости|РИА|Интерфакс|Укринформ|УНИАН|Télam|Notimex|NTX|ATS|Yonhap|Bernama"
    "|Antara"
)
_BIG = "A-ZÀ-ÖØ-ÞА-ЯЁІЇЄΑ-ΩÇĞİŞ"
_PLACE = rf"[{_BIG}][{_BIG}.'’ -]{{2,30}}"

IN_BRACKETS = re.compile(
    rf"^\s*(?:[^()\n]{{0,60}}\s)?\((?:{_AGENCIES})(?:[/,][^()]{{0,20}})?\)\s*[-–—]+\s*"
    rf"|^\s*{_PLACE}(?:, [^()]{{1,25}})?\s*\((?:{_AGENCIES})\)\s*[.:]?\s*"
)
"""A dateline whose agency stands in brackets, to be known before brackets are taken out."""

_DATELINE = re.compile(
    rf"^(?:{_PLACE}(?:, [{_BIG}][\w. ]{{2,20}})?\s*(?:[—–]|--| - )\s*"
    rf"|[{_BIG}][\w.'’ -]{{2,30}}, \d{{1,2}}\.? \w{{3,10}}\.?\s*(?:[—–]|--|-)\s*"
    rf"|[{_BIG}]{{3}}[{_BIG}.'’ -]{{0,27}}, \d{{1,2}}\.?\s"
    rf"(?:[a-zà-ÿ]{{3,10}}\.?\s)?(?=[{_BIG}][^{_BIG}]))"
    rf"(?:(?:{_AGENCIES})\s*[./—–-]\s*)?"
)
_LABEL = re.compile(
    r"^(?:UPDATE[D]?|BREAKING|WATCH|VIDEO|OPINION|EXCLUSIVE|ABSTRACT|Abstract|SUMMARY|Summary)\s*[:–—-]\s*"
)


def without_dateline(block: str) -> str:
    """Return a paragraph without the label and the dateline before its first sentence."""
    return _DATELINE.sub("", _LABEL.sub("", block))
