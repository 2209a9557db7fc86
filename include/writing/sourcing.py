"""The name of a source as a listener would call it."""

import re

from include.text.sentences import TERMINALS
from include.text.titles import title_text

MAX_SOURCE = 60
_DIVIDERS = re.compile(r"\s+[-–—|:»]\s+|:\s+")
_KINDS = "world|local|breaking|latest|top|international|business"
_GENERIC = re.compile(
    rf"(?:the )?(?:(?:{_KINDS}) )?(?:blog|news|rss|atom|feeds?|articles?|posts?|home|latest|all|"
    r"full contents|updates?|stories|homepage|startseite|aktuell|alle artikel|accueil|actualités|"
    r"noticias|portada|notizie|notícias|nieuws)",
    re.IGNORECASE,
)
_FEED_WORDS = re.compile(r"\s*\b(?:RSS|Atom)(?: Feeds?)?\b\s*")


def source_name(source: str) -> str:
    """Return the part of a feed's title that names it: "Tea News" of "Blog | Tea News - RSS".

    "" when no part of it can be said.
    """
    parts = [part for part in _DIVIDERS.split(title_text(source)) if part]
    named = next((part for part in parts if not _GENERIC.fullmatch(part)), "")
    name = _FEED_WORDS.sub(" ", named).strip(TERMINALS + " -–|:")
    return name if len(name) <= MAX_SOURCE and sum(c.isalpha() for c in name) > 1 else ""
