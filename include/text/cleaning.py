# ruff: noqa: RUF001 - the look-alikes are what is meant
"""Taking out of a text what nobody can say: markup left over, addresses, symbols, bad characters.

Where a sentence loses a part it needs, a ``MARK`` stays behind; whoever picks sentences leaves
those that hold one.
"""

import re
import unicodedata

from include.text.datelines import IN_BRACKETS

MARK = "\ue000"
"""Stands for something unspeakable that a sentence needed; never part of a finished text."""

_LETTER_JOINED = "\u0600-\u06ff\u0700-\u08ff\u0900-\u0dff\u1780-\u17ff"
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ud800-\udfff\ue001-\uf8ff"
    "\U000e0000-\U0010ffff]"
    f"|(?<![{_LETTER_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_LETTER_JOINED}])"
)
_DOMAINS = (
    "com|org|net|edu|gov|info|biz|eu|io|ai|tv|fm|co|me|app|dev|blog|news|online|de|at|ch|fr|es|it|"
    "pt|br|nl|be|pl|se|no|dk|fi|ru|tr|jp|cn|in|uk|us|ca|au|ie|ly|gl"
)
DOMAIN = re.compile(
    rf"(?<![\w@.])(?:[\w-]{{1,63}}\.){{1,4}}(?:{_DOMAINS})(?![\w-]|\.\w)(?:/[^\s)\]}}>\"”»]*)?"
)
_HANDLE_OR_TAG = r"(?<![\w&])[@＠][A-Za-z_][\w.]*|(?<!\w)/?[ur]/\w+"

_TEMPLATES = (
    (
        re.compile(
            r"\{\{.{0,300}?\}\}|\{%.{0,300}?%\}|\{#.{0,300}?#\}|[%$]\{[^}]{0,300}\}", re.DOTALL
        ),
        MARK,
    ),
    (re.compile(r"\{\\[^}]{0,300}\}|\\[Nh]|\\n(?![a-z])|\\an\d"), " "),
    (re.compile(r"\$\$?[^$\n]{0,80}[\\^_{][^$\n]{0,80}\$\$?|\\[a-z]{1,20}\{[^}]{0,300}\}"), MARK),
)
_MARKDOWN = (
    (re.compile(r"!\[[^\]]{0,300}\]\([^)]{0,500}\)"), " "),
    (re.compile(r"\[([^\]]{1,300})\]\([^)\s]{0,500}(?:\s{1,9}[\"'][^)]{0,300})?\)"), r"\1"),
    (re.compile(r"\[([^\]]{3,300})\]\[[^\]]{0,99}\]"), r"\1"),
    (re.compile(r"^\s*(?:#{1,6}\s+|>{1,9}\s*|[-*+•·▪‣–—]\s+|\d{1,2}[.)]\s+){1,4}"), ""),
    (re.compile(r"(\*\*\*|\*\*|~~)(?=\S)(.{1,300}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]{1,300}?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)(__|_)(?=\S)([^_]{1,300}?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"``(.{1,300}?)''"), r'"\1"'),
    (re.compile(r"`{1,3}\s?([A-Za-z]{1,20})\s?`{1,3}"), r"\1"),
    (re.compile(r"`[^`]{0,300}`"), MARK),
)
_ADDRESSES = (
    (re.compile(r"<?\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\"”»]*>?", re.IGNORECASE), MARK),
    (re.compile(r"\b(?:www\.|mailto:)[^\s<>\"”»]+", re.IGNORECASE), MARK),
    (re.compile(r"<?(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[\w-]{1,63}>?"), MARK),
    (DOMAIN, MARK),
    (re.compile(r"(?:\s#[^\W\d]\w{0,60}){1,30}\s*$"), ""),
    (re.compile(r"(?<![\w&])#(?=[^\W\d]\w)"), ""),
    (re.compile(_HANDLE_OR_TAG), MARK),
)
_ASIDES = (
    (IN_BRACKETS, ""),
    (
        re.compile(
            r"\s?\[(?:\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,9}|[a-z]|[^\[\]]{0,40}needed|note \d+)\]"
        ),
        "",
    ),
    (re.compile(r"\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\)"), "…"),
    (re.compile(r"(?<!\w)[:;=8][-o']?[)(DPp](?!\w)"), ""),
    (re.compile(r"\s?[(（][^()（）]{0,400}[)）]"), ""),
    (re.compile(r"\s?[(（][^()（）]{0,400}[)）]"), ""),
    (re.compile(r"\[([^\[\]]{1,60})\]"), r"\1"),
)
_TIDYING = (
    (re.compile(r"(?<=\w)\*{1,3}(?=[\s.,;:!?]|$)"), ""),
    (re.compile(r"\.{3,}|(?:\. ){2,9}\."), "…"),
    (re.compile(r"(?<=\w)\s?--+\s?(?=\w)"), " – "),
    (re.compile(r"&(?:#?\w{1,32});"), MARK),
    (
        re.compile(
            r"[<>{}\\|^~=_*`\[\]()（）\ufffd¶§†‡]|(?<!\w)/+|/(?!\w)"
            r"|(?<!\w)\w{1,40}/\w{1,40}/\w{1,40}/\S*"
        ),
        MARK,
    ),
    (
        re.compile(
            r"\b(?=[a-zA-Z]{0,60}\d)(?=\d{0,60}[a-zA-Z])[0-9a-zA-Z]{14,}\b"
            r"|\d{8,}|\d{1,8}(?:\.\d{1,8}){3,9}"
        ),
        MARK,
    ),
    (re.compile(r"[\"“”„«»']\s*[\"“”„«»'](?!\w)"), " "),
    (re.compile(rf"{MARK}[{MARK}\s]*"), f"{MARK} "),
    (re.compile(r"\s+"), " "),
    (re.compile(r"\s+([,.])(?=\s|$)"), r"\1"),
    (re.compile(r",(?:\s?,)+"), ","),
)
_MODIFIERS = frozenset("🏻🏼🏽🏾🏿\u20e3")
_SPOKEN_SYMBOLS = frozenset("°№℃℉")
_OVERLONG = (re.compile(r"[!-~]{120,}"), MARK)
_RULES = (_OVERLONG, *_TEMPLATES, *_MARKDOWN, *_ADDRESSES, *_ASIDES)


def clean(text: str) -> str:
    """Return the text as it can be said, with a ``MARK`` where a needed part is missing."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    text = "".join(_spoken_character(c) for c in text)
    for pattern, replacement in _TIDYING:
        text = pattern.sub(replacement, text)
    return text.strip(" \t\n,;|·•-–—" if text.strip(" -–—,;") else None)


def _spoken_character(character: str) -> str:
    if character in _SPOKEN_SYMBOLS or character == MARK:
        return character
    category = unicodedata.category(character)
    if category in {"So", "Cn", "Cs", "Co"} or character in _MODIFIERS:
        return " "
    if "←" <= character <= "⇿":
        return MARK
    return character
