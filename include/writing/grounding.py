"""What a script claims and its source does not say: numbers, names, quotations.

It compares words, not meanings: what it notices is for a person to look at, never an error.
"""

import re
from collections.abc import Iterator

from include.domain import Finding, Script, Severity, Topic
from include.text.languages import primary, spaced
from include.text.numbers import numbers
from include.text.sentences import WORD, split, words

MOST_NAMED = 5
QUOTED_WORDS = 3
QUOTED_CHARACTERS = 6
"""Shorter ones are a manner of speaking, not somebody's words."""

CASELESS = {"ja", "zh", "yue", "ar", "fa", "he", "hi", "th", "ko", "ka", "bn", "ta", "te", "ur"}
NOUNS = {"de", "lb"}
"""Languages that write every noun with a capital."""

_QUOTED = re.compile(r"[“„«\"「『]\s?([^“”„«»\"「」『』]{4,300}?)\s?[”“»\"」』]")
_OPENED = re.compile(r"(?:\A|[:“„«\"‘‚—–])\W*\Z")
_MYSELF = re.compile(r"I['’]")
_LATIN = re.compile(r"[A-Za-z][\w-]{2,}|[ァ-ヶー]{3,}")


def ungrounded(script: Script, topic: Topic) -> tuple[Finding, ...]:
    """Return one finding for each kind of claim that the source does not bear out."""
    return tuple(
        Finding(
            code="ungrounded_claim",
            severity=Severity.WARNING,
            message=f"The script says what its source does not: {kind} {', '.join(claimed)}.",
            remedy="Compare it with the source; ask for a new take that leaves it out.",
        )
        for kind, claimed in claims(script, topic).items()
        if claimed
    )


def claims(script: Script, topic: Topic) -> dict[str, tuple[str, ...]]:
    """Return the numbers, names and quotations that the source does not have, a few of each."""
    said = f"{script.spoken}\n{script.description}"
    source, language = _source(topic), script.language
    return {
        kind: tuple(dict.fromkeys(found))[:MOST_NAMED]
        for kind, found in (
            ("the number", _numbers(f"{said}\n{script.title}", source, topic, language)),
            ("the name", _names(said, source, language)),
            ("the quotation", _quotations(said, source, language)),
        )
    }


def _source(topic: Topic) -> str:
    at = topic.published_at
    dated = f"{at.year} {at.month} {at.day}" if at else ""
    return f"{topic.title}\n{topic.text}\n{topic.background}\n{topic.source}\n{dated}"


def _numbers(said: str, source: str, topic: Topic, language: str) -> Iterator[str]:
    tongues = dict.fromkeys((language, topic.language, "en"))
    known = [number for tongue in tongues for number in numbers(source, tongue)]
    small = {2.0, 3.0}  # "two of them": counted, not claimed
    for number in numbers(said, language):
        in_letters = not any(c.isdigit() for c in number.written)
        if in_letters and number.values <= small:
            continue
        if not any(number.means(other) for other in known):
            yield number.written


def _names(said: str, source: str, language: str) -> Iterator[str]:
    folded = source.casefold()
    tongue = primary(language)
    if tongue in CASELESS:
        yield from (name for name in _LATIN.findall(said) if name.casefold() not in folded)
        return
    known = {word.casefold() for word in words(source)}
    for line in said.split("\n"):
        for sentence in split(line, language):
            for run in _capitalised(sentence):
                missing = [word for word in run if not _known(word, known)]
                if tongue not in NOUNS and missing:
                    yield " ".join(missing)
                elif tongue in NOUNS and len(run) > 1 and len(missing) == len(run):
                    yield " ".join(run)


def _capitalised(sentence: str) -> Iterator[list[str]]:
    """Yield runs of words with a capital; what opens a sentence or a quotation has one anyway."""
    run: list[str] = []
    for found in WORD.finditer(sentence):
        word = found[0]
        opens = _OPENED.search(sentence[: found.start()])
        if word[0].isupper() and len(word) > 1 and not opens and not _MYSELF.match(word):
            run.append(word)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _known(word: str, known: set[str]) -> bool:
    """Whether the source has the word, in whatever form."""
    bare = re.sub(r"['’]\w{0,2}$", "", word.casefold())
    if bare in known or word.casefold() in known:
        return True
    stem = bare[: max(3, min(6, len(bare) - 2))]
    return any(other.startswith(stem) for other in known)


def _quotations(said: str, source: str, language: str) -> Iterator[str]:
    bare = _bare(source)
    for quoted in _QUOTED.findall(said):
        long = len(words(quoted)) >= QUOTED_WORDS
        long = long if spaced(language) else len(quoted) >= QUOTED_CHARACTERS
        if long and _bare(quoted) not in bare:
            yield f"“{quoted[:60]}”"


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
