"""From a feed's entries to topics: cleaned, told apart, and refused where nothing can be said."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from include.domain import Finding, Severity, Topic
from include.text.blocks import blocks
from include.text.languages import language_of
from include.text.prose import join, prose
from include.text.sentences import split
from include.text.titles import MAX_MARKUP, title_text, without_outlet
from include.topics.identity import canonical_url, slug_of, topic_id, unique_slugs

MAX_ENTRIES = 200
"""Entries read of one feed; no batch takes more."""

MAX_TITLE = 200
MAX_URL = 2_000
_WIDE = re.compile(r"\s{9,}")
_PARTS = re.compile(r"(\s+[-–—|:]\s+|:\s+)")
_NUMBER = r"(?:[^\W\d]{2,8}\.?\s*)?#?\d{1,4}\b\s*[:.–—-]?\s+"
THIN = 3
"""With fewer sentences than this, an entry's other texts are read as well."""


@dataclass(frozen=True)
class Entry:
    """One entry as its feed wrote it; ``texts`` are markup, the fullest first.

    ``signals`` are what its source counts; ``note`` is what else it says of the entry.
    """

    title: str = ""
    texts: tuple[str, ...] = ()
    url: str = ""
    language: str = ""
    published_at: datetime | None = None
    signals: Mapping[str, float] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Channel:
    """A feed as it describes itself; ``cut_off`` when it breaks off before its end.

    Where it is ``ranked``, its order is its own judgement, and kept.
    """

    title: str = ""
    description: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    cut_off: bool = False
    ranked: bool = False


def topics_of(channel: Channel, *, language: str) -> tuple[tuple[Topic, ...], tuple[Finding, ...]]:
    """Read the usable topics of a feed, and say what was dropped.

    They are as the feed ranks them, else newest first if every entry is dated. ``language`` ""
    takes the feed's own word for it, if its text bears that out.
    """
    entries = channel.entries if channel.ranked else in_order(channel.entries)
    entries = tuple(map(_bounded, entries[:MAX_ENTRIES]))
    sample = " ".join([_plain(channel.description), *(_sample(entry) for entry in entries[:20])])
    spoken = language_of(sample, claimed=channel.language)
    name = title_text(channel.title)
    background = prose(blocks(channel.description), spoken)
    repeated = _repeated(entry.url for entry in entries)
    topics: dict[str, Topic] = {}
    dropped: list[Finding] = []
    titles: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        topic = _topic(entry, name, language, spoken, repeated)
        if isinstance(topic, str):
            dropped.append(_dropped(f"Entry {number} of {name or 'the feed'} {topic}"))
        elif topic.topic_id in topics or topic.title.casefold() in titles:
            dropped.append(
                _dropped(f'Entry {number} repeats "{topic.title[:60]}".', "repeated_entry")
            )
        else:
            why = f"Entry {number} of {name or 'the feed'}"
            if entry.published_at:
                why += f", published {entry.published_at:%Y-%m-%d}"
            if entry.note:
                why += f", {entry.note}"
            titles.add(topic.title.casefold())
            topics[topic.topic_id] = topic.model_copy(
                update={"source": name, "background": background, "why": why}
            )
    ordered = list(topics.values()) if channel.ranked else _substantial_first(topics.values())
    return unique_slugs(ordered), tuple(dropped)


def _bounded(entry: Entry) -> Entry:
    """Return an entry without what is too long for what it is, or counts no end."""
    return replace(
        entry,
        title=_WIDE.sub(" ", entry.title[:MAX_MARKUP]),
        url=entry.url if len(entry.url) <= MAX_URL else "",
        note=entry.note[:MAX_TITLE],
        signals={name: value for name, value in entry.signals.items() if math.isfinite(value)},
    )


def _substantial_first(topics: Iterable[Topic]) -> list[Topic]:
    """Put the topics with nothing of their own to say behind the others, and say so."""
    found = list(topics)
    thin = [topic for topic in found if _thin(topic)]
    if len(thin) == len(found):
        return found
    last = [
        topic.model_copy(update={"why": f"{topic.why}; behind the others: it is a title alone"})
        for topic in thin
    ]
    return [topic for topic in found if not _thin(topic)] + last


def _thin(topic: Topic) -> bool:
    """Whether its text says no more than its title."""
    said = _bare(topic.title)
    return all(_bare(s) in said for s in split(topic.text.replace("\n", " "), topic.language))


def in_order(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Newest first when all are dated, else as the feed has them."""
    if not all(entry.published_at for entry in entries):
        return entries
    return tuple(sorted(entries, key=_moment, reverse=True))


def _moment(entry: Entry) -> float:
    return entry.published_at.timestamp() if entry.published_at else 0.0


def title_of(text: str, language: str, *, limit: int = MAX_TITLE) -> str:
    """Return a text's first sentence as a title, shortened between two words where it is long."""
    sentences = split(text.partition("\n")[0], language)
    title = sentences[0].rstrip(".。।") if sentences else ""
    if len(title) <= limit:
        return title
    cut = title[: limit + 1]
    head = cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut[:limit]
    return head.rstrip(" ,;:–-")


def _topic(entry: Entry, name: str, wanted: str, spoken: str, repeated: set[str]) -> Topic | str:
    """Return the entry's topic, or the reason why there is none, as the end of a sentence."""
    title = own_title(title_text(without_outlet(entry.title)), name)
    language = wanted or language_of(f"{title} {_sample(entry)}", claimed=entry.language or spoken)
    text = _text(entry, language)
    title = title or title_of(text, language)
    if not text and not sayable(title):
        return "was left out: it has neither a title nor a sentence that can be spoken."
    title = shortened(title)
    url = entry.url if entry.url.startswith(("http://", "https://")) else ""
    own = url if canonical_url(url) not in repeated else ""
    identity = topic_id(url=own, title=title, text="" if url else text)
    return Topic(
        topic_id=identity,
        slug=slug_of(title, identity),
        title=title,
        text=text,
        url=url,
        language=language,
        published_at=entry.published_at,
        signals=dict(entry.signals),
    )


def sayable(text: str) -> bool:
    """Whether there is at least something to pronounce: two letters, or one that is a word."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 1 or any(c >= "\u0900" for c in letters)


def shortened(title: str) -> str:
    """Cut a title that is a whole paragraph between two words."""
    if len(title) <= MAX_TITLE:
        return title
    return title[: MAX_TITLE + 1].rsplit(" ", 1)[0][:MAX_TITLE].rstrip(" ,;:–-") + "…"


def _text(entry: Entry, language: str) -> str:
    """The fullest text; where that is thin, with the sentences only the others have."""
    best = ""
    for markup in entry.texts:
        text = prose(blocks(markup), language)
        if not best:
            best = text
        elif len(split(best, language)) < THIN:
            fresh = [
                s for s in split(text.replace("\n", " "), language) if _bare(s) not in _bare(best)
            ]
            best = "\n".join(part for part in (best, join(fresh, language)) if part)
    return best


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _plain(markup: str) -> str:
    return " ".join(blocks(markup[:5000]))


def own_title(title: str, feed: str) -> str:
    """Return an entry's title without the name of its feed before or after it."""
    for name in _PARTS.split(feed)[::2]:
        numbered = re.match(rf"{re.escape(name)}\s*[,:–—-]?\s*{_NUMBER}", title, re.IGNORECASE)
        if numbered and sayable(title[numbered.end() :]):
            title = title[numbered.end() :]
    parts = _PARTS.split(title)
    names = parts[::2]
    foreign = [index for index, part in enumerate(names) if _bare(part) not in _bare(feed)]
    if len(foreign) == len(names) or not any(sayable(names[index]) for index in foreign):
        return title
    return "".join(parts[2 * foreign[0] : 2 * foreign[-1] + 1])


def _sample(entry: Entry) -> str:
    return " ".join(_plain(text)[:1000] for text in entry.texts[:1])


def _repeated(urls: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    twice: set[str] = set()
    for address in (canonical_url(url) for url in urls):
        (twice if address in seen else seen).add(address)
    return twice


def _dropped(message: str, code: str = "nothing_to_say") -> Finding:
    return Finding(
        code=code,
        severity=Severity.INFO,
        message=message,
        remedy="Nothing is needed; give the topic by hand if it is wanted.",
    )
