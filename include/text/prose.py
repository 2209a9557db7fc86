"""From cleaned blocks to prose: whole sentences in paragraphs, without the page around them."""

import re
from functools import cache

from include.resources import data
from include.text.cleaning import MARK
from include.text.datelines import without_dateline
from include.text.languages import spaced
from include.text.sentences import cut_off, ended, full_stop, size, split, starts, whole

MAX_TEXT = 20_000
"""Characters of prose kept of one topic."""

FEW_SENTENCES = 2
"""With fewer whole sentences than this, a teaser without a full stop counts as one."""

SURELY_CUT = 140
"""A teaser this long without a full stop was cut by its feed, not ended by its author."""

TEASER_WORDS = 5

_INNER_STOP = re.compile(r"[.!?。！？]\s")


def prose(blocks: list[str], language: str) -> str:
    """Return the blocks' whole sentences, a paragraph a line; "" when there is none.

    A sentence that was cut off, lost a part, or is boilerplate is dropped, and its paragraph is
    divided there: what follows must not lean on what is gone.
    """
    paragraphs: list[str] = []
    seen: set[str] = set()
    teasers: list[str] = []
    for block in blocks:
        current: list[str] = []
        for sentence in split(_without_tail(without_dateline(block)), language):
            key = sentence.casefold()
            if whole(sentence) and not boilerplate(sentence) and key not in seen:
                seen.add(key)
                current.append(sentence)
                continue
            if current:
                paragraphs.append(join(current, language))
                current = []
            teasers.append(sentence)
        if current:
            paragraphs.append(join(current, language))
    count = sum(len(split(paragraph, language)) for paragraph in paragraphs)
    if count < FEW_SENTENCES:
        paragraphs += [t for t in (_teaser(t, language) for t in teasers) if t]
    return capped("\n".join(paragraphs), language)


def join(sentences: list[str], language: str) -> str:
    """Join sentences as the language does."""
    return (" " if spaced(language) else "").join(sentences)


def boilerplate(sentence: str) -> bool:
    """Whether the sentence belongs to the page or the player rather than to the topic."""
    at_start, anywhere, _ = _patterns()
    said = sentence.replace("’", "'")
    return bool(at_start.match(said) or anywhere.search(said))


def capped(text: str, language: str) -> str:
    """Shorten a text to ``MAX_TEXT`` characters at the end of a sentence."""
    if len(text) <= MAX_TEXT:
        return text
    kept: list[str] = []
    length = 0
    for line in text.split("\n"):
        for sentence in split(line, language):
            length += len(sentence) + 1
            if length > MAX_TEXT:
                return "\n".join(kept)
            kept.append(sentence)
    return "\n".join(kept)


def _teaser(text: str, language: str) -> str:
    """A line without a full stop that says something, with the full stop it lacks."""
    bare = ended(text) or cut_off(text) or MARK in text or "…" in text or len(text) >= SURELY_CUT
    if bare or text[-1] in ":;," or boilerplate(text) or not starts(text):
        return ""
    several = _INNER_STOP.search(text)
    if several or size(text, language) < TEASER_WORDS or ": " in text[:20]:
        return ""
    finished = text + full_stop(language)
    return finished if whole(finished) else ""


def _without_tail(block: str) -> str:
    """A paragraph up to where the page, or its author's afterthought, begins."""
    tail = _patterns()[2].search(block.replace("’", "'"))
    return block[: tail.start()] if tail else block


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rules_of = data("text/boilerplate.yaml")
    start, anywhere, tails = (
        "|".join(f"(?:{rule})" for rules in rules_of[part].values() for rule in rules)
        for part in ("starts", "contains", "tails")
    )
    return (
        re.compile(rf"[\"'“„«]?(?:{start})", re.IGNORECASE),
        re.compile(anywhere, re.IGNORECASE),
        re.compile(rf"(?:^|(?<=[.!?…] ))(?:{tails})", re.IGNORECASE),
    )
