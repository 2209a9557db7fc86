"""Topics given by hand in a run's config."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from include.domain import Finding, Severity, Topic
from include.domain.batch import GivenTopic
from include.providers.errors import Refused
from include.providers.harvesting import Harvest
from include.text.blocks import blocks
from include.text.languages import language_of, normalise
from include.text.prose import prose
from include.text.sentences import ended, split
from include.text.titles import title_text, without_outlet
from include.topics.entries import sayable, shortened, title_of
from include.topics.identity import slug_of, topic_id, unique_slugs
from include.topics.tongue import wanted_language

LONGEST = {"title": 10_000, "text": 20_000, "url": 2_000, "language": 35}
"""Fields of a topic given by hand, with the characters each may have."""

SHOWN = 60
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

LONGEST_BARE_TITLE = 120
"""A title longer than this is taken as the text."""


class UnusableTopicError(ValueError):
    """A topic given by hand that no short can be made of; the message says what to change."""


def given_topics(given: Sequence[str | GivenTopic], *, language: str = "auto") -> Harvest:
    """Make the topics a run names, in the order given; unusable and repeated ones are left out.

    Raises:
        Refused: None of them can be used.
        Fatal: ``language`` is none.
    """
    topics: dict[str, Topic] = {}
    dropped: list[Finding] = []
    for item in given:
        fields = item if isinstance(item, str) else item.model_dump()
        try:
            topic = topic_from_text(fields, language=language)
        except UnusableTopicError as error:
            dropped.append(_finding("unusable_topic", Severity.ERROR, str(error)))
            continue
        if topic.topic_id in topics:
            message = f'Topic "{topic.title[:60]}" is given twice. It is made once.'
            dropped.append(_finding("repeated_topic", Severity.WARNING, message))
        topics.setdefault(topic.topic_id, topic)
    if not topics:
        raise Refused(" ".join(finding.message for finding in dropped[:3]) or "No topic is given.")
    return Harvest(topics=unique_slugs(topics.values()), dropped=tuple(dropped))


def topic_from_text(given: str | Mapping[str, Any], *, language: str = "auto") -> Topic:
    """Make a topic of a title, of a longer text, or of ``{title, text, url, language}``.

    Of a text, the first sentence is the title. A topic's own language goes before ``language``;
    "auto" goes by the look of the words.

    Raises:
        UnusableTopicError: Nothing in it can be spoken, it is too long, or a field is wrong.
        Fatal: ``language`` is none.
    """
    wanted = wanted_language(language)
    fields = _fields(given)
    if not fields["text"] and _is_text(fields["title"]):
        fields = {**fields, "text": fields["title"], "title": ""}
    claimed = fields["language"] if fields["language"] not in {"", "auto"} else wanted
    return _topic(fields, claimed, shown=_shown(given))


def _fields(given: str | Mapping[str, Any]) -> dict[str, str]:
    shown = _shown(given)
    if isinstance(given, str):
        given = {"title": given}
    wanted = f"A topic is a text, or an object with {', '.join(LONGEST)}, each a text."
    if not isinstance(given, Mapping):
        raise UnusableTopicError(f"Topic {shown} is a {type(given).__name__}. {wanted}")
    wrong = [str(key) for key in given if key not in LONGEST]
    wrong += [key for key in LONGEST if not isinstance(given.get(key) or "", str)]
    if wrong:
        raise UnusableTopicError(f"Topic {shown}: {', '.join(wrong)} cannot be used. {wanted}")
    fields = {key: str(given.get(key) or "") for key in LONGEST}
    for key, most in LONGEST.items():
        if len(fields[key]) > most:
            raise UnusableTopicError(
                f"Topic {shown}: its {key} has {len(fields[key]):,} characters, more than "
                f"{most:,}. Shorten it."
            )
        if _LONE_SURROGATE.search(fields[key]):
            raise UnusableTopicError(
                f"Topic {shown}: its {key} holds half a character (a lone surrogate), as text that "
                "was cut or wrongly decoded does. Copy it again."
            )
    if fields["language"] not in {"", "auto"} and not normalise(fields["language"]):
        raise UnusableTopicError(
            f"Topic {shown}: {fields['language']!r} is no language tag. Give one like en, de or "
            "pt-BR, or leave it out."
        )
    return fields


def _topic(fields: dict[str, str], claimed: str, *, shown: str) -> Topic:
    read = blocks(fields["text"])
    title = title_text(without_outlet(fields["title"]))
    language = language_of(f"{title} {' '.join(read)}", claimed=claimed)
    language = normalise(claimed) or language
    text = prose(read, language)
    if not title:
        title = title_text(title_of(text or " ".join(read), language))
    if not sayable(title):
        raise UnusableTopicError(
            f"Topic {shown} has nothing that can be spoken once markup and symbols are taken out. "
            "Describe it in words."
        )
    url = fields["url"] if fields["url"].startswith(("http://", "https://")) else ""
    identity = topic_id(url=url, title=title, text=text)
    title = shortened(title)
    return Topic(
        topic_id=identity,
        slug=slug_of(title, identity),
        title=title,
        text=text,
        url=url,
        language=language,
        why="Given by hand",
    )


def _is_text(given: str) -> bool:
    """Whether a string is more than a title: long, or several sentences."""
    return len(given) > LONGEST_BARE_TITLE or (len(split(given, "en")) > 1 and ended(given))


def _finding(code: str, severity: Severity, message: str) -> Finding:
    return Finding(code=code, severity=severity, message=message, remedy="Correct the topics.")


def _shown(given: object) -> str:
    """The topic as it was given, short and on one line, for a message."""
    text = given.get("title") or given.get("text") if isinstance(given, Mapping) else given
    shown = repr(text if isinstance(text, str) else given)
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
