"""The hook: what is said first, so that a listener stays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from include.text.rates import spoken_s
from include.text.sentences import TERMINALS, full_stop, size, whole
from include.text.terms import content
from include.writing.candidates import Candidate, speaks_of_itself
from include.writing.phrases import Phrases
from include.writing.ranking import echoes

LONGEST_HOOK_S = 10.0
FEW_WORDS = 4
"""A title this short is a name rather than a statement and is introduced."""

STUTTER = 0.5
MIN_ITEMS = 3
MOST_OPENERS = 4

_NUMBERING = re.compile(
    r"^(?:\W*(?:(?:episode|ep\.?|folge|épisode|episodio|episódio|aflevering|odcinek|avsnitt|выпуск|"
    r"bölüm|odc|part|teil|vol\.?|no\.?|nr\.?|issue)\s*)?"
    r"#?\d{1,4}(?:[./-]\d{1,4})*\.?(?:st|nd|rd|th)?\s*(?:[:|–—-]+|\)|\.)\s+)+"
    r"|^(?:19|20)\d\d-\d\d(?:-\d\d)?\s*[:–—-]?\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:re|fwd?|update|updated|breaking|exclusive|video|watch|live|podcast|audio|photos?|opinion|"
    r"ask hn|show hn|tell hn|eilmeldung|liveblog|live-ticker|vidéo|en direct|vídeo|foto)"
    r"\s*[:|–—-]+\s+"
    r"|^(?-i:(?:TIL|YSK|PSA|LPT)(?:\s+(?:that|about))?|ELI5|AMA|CMV|AITA|TIFU|TL;?DR)\b\s*[:,–—-]?\s*",
    re.IGNORECASE,
)


_DATED = re.compile(
    r"\s*[-–—,|]?\s*\b(?:(?:19|20)\d\d-\d\d-\d\d|\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d\d)?"
    r"|\d{1,2}/\d{1,2}/\d{2,4})\s*$"
)


_FORMAT = re.compile(
    r"\s+[–—|-]\s+(?:live|live updates|as it happened|video|podcast|in pictures|photos|opinion)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Hook:
    """The first line; ``sentence`` when it is one of the source's, which is then not said again."""

    spoken: str
    sentence: Candidate | None = None


def hooks(
    title: str,
    sentences: Sequence[Candidate],
    *,
    language: str,
    phrases: Phrases,
    variant: int,
) -> tuple[Hook, ...]:
    """Return the first lines there could be, the best one first.

    That is the title as a sentence, or the source's first strong sentence; the others are more of
    the source's sentences, and then the title after all.
    """
    best = _best(title, sentences, language=language, phrases=phrases, variant=variant)
    others = [Hook(s.text, s) for s in _apart(_openers(sentences)) if s is not best.sentence]
    line = title_line(title, language, phrases)
    if best.sentence and not others and line and spoken_s(line, language) <= LONGEST_HOOK_S:
        others = [Hook(line)]
    return (best, *others)


def _openers(sentences: Sequence[Candidate]) -> list[Candidate]:
    return [s for s in sentences if not s.leans and s.duration_s <= LONGEST_HOOK_S]


def _apart(openers: Sequence[Candidate]) -> list[Candidate]:
    """A few of them, none right after another, which it might go on from."""
    kept: list[Candidate] = []
    for sentence in openers:
        if not kept or sentence.index > kept[-1].index + 1:
            kept.append(sentence)
    return kept[:MOST_OPENERS]


def _best(
    title: str,
    sentences: Sequence[Candidate],
    *,
    language: str,
    phrases: Phrases,
    variant: int,
) -> Hook:
    """The sentence goes first when the title says no more, is cut off, or is too long to say."""
    line = title_line(title, language, phrases)
    if not line and not sentences:
        line = title_line(title.rstrip("…. "), language, phrases)
    opener = next(iter(_openers(sentences)), None)
    terms = content(line, language)
    usable = bool(line) and spoken_s(line, language) <= LONGEST_HOOK_S
    if opener and not usable:
        return Hook(opener.text, opener)
    if (
        opener
        and sentences[0] is opener
        and not opener.own
        and echoes(terms, opener.terms) >= STUTTER
    ):
        return Hook(opener.text, opener)
    named = size(line, language) <= FEW_WORDS or speaks_of_itself(line, language, phrases)
    if named and phrases.introductions and not _asks(line):
        bare = line.rstrip(TERMINALS)
        chosen = phrases.introductions[variant % len(phrases.introductions)]
        return Hook(chosen.replace("{topic}", bare))
    return Hook(line)


def title_line(title: str, language: str, phrases: Phrases) -> str:
    """Return a title as a sentence, without date or number; "" when it was cut off."""
    bare = bare_title(title)
    if not bare or bare.endswith(("…", "...")):
        return ""
    items = title_items(title)
    if items and phrases.conjunction:
        head = bare[: len(bare) - len(bare.partition(": ")[2])]
        bare = f"{head}{', '.join(items[:-1])} {phrases.conjunction} {items[-1]}"
    bare = bare[0].upper() + bare[1:]
    line = bare if bare[-1] in TERMINALS else bare.rstrip(",;:–— ") + full_stop(language)
    return line if whole(line) else ""


def bare_title(title: str) -> str:
    """The title without its date, number and label."""
    stripped = _FORMAT.sub("", _DATED.sub("", _LABEL.sub("", _NUMBERING.sub("", title.strip()))))
    stripped = stripped if any(c.isalpha() for c in stripped) else title.strip()
    return re.sub(r"^(?:die|der|das|the)\s(?=[A-ZÄÖÜ])", lambda m: m[0].capitalize(), stripped)


def title_items(title: str) -> tuple[str, ...]:
    """The items of a title that is a list after a colon, like "The week: tea, trains, tides"."""
    _, colon, rest = bare_title(title).partition(": ")
    items = tuple(item.strip(" .!") for item in re.split(r"[,;、]\s*", rest) if item.strip(" .!"))
    short = all(len(item.split()) <= len(("at", "most", "four", "words")) for item in items)
    return items if colon and len(items) >= MIN_ITEMS and short and "?" not in rest else ()


def _asks(line: str) -> bool:
    return line.endswith(("?", "？", "؟"))
