"""Topics given by hand in a run's config."""

from collections.abc import Mapping
from typing import Any

from include.domain import Topic
from include.text.blocks import blocks
from include.text.cleaning import clean_title
from include.text.languages import language_of, normalise
from include.text.prose import prose
from include.text.sentences import ended, split
from include.topics.entries import sayable, shortened, title_of
from include.topics.identity import slug_of, topic_id

MAX_GIVEN = 10_000
"""Characters of a topic given by hand."""

LONGEST_BARE_TITLE = 120
FIELDS = ("title", "text", "url", "language")


class UnusableTopic(ValueError):
    """A topic given by hand that no short can be made of; the message says what to change."""


def topic_from_text(given: str | Mapping[str, Any], *, language: str = "auto") -> Topic:
    """Make a topic of a title, of a longer text, or of ``{title, text, url, language}``.

    Of a text, the first sentence is the title. ``language`` "auto" goes by the look of the words.

    Raises:
        UnusableTopic: Nothing in it can be spoken, it is too long, or a field is wrong.
    """
    fields = _fields(given)
    if language == "auto":
        language = fields["language"]
    elif fields["language"]:
        language = fields["language"]
    return _topic(fields, language, shown=_shown(given))


def _fields(given: str | Mapping[str, Any]) -> dict[str, str]:
    if isinstance(given, str):
        given = {"text": given} if _is_text(given) else {"title": given}
    if not isinstance(given, Mapping):
        raise UnusableTopic(
            f"Topic {_shown(given)} is a {type(given).__name__}. Give a text, or an object with "
            f"{', '.join(FIELDS)}."
        )
    unknown = sorted(str(key) for key in given if key not in FIELDS)
    wrong = sorted(key for key in FIELDS if not isinstance(given.get(key) or "", str))
    if unknown or wrong:
        raise UnusableTopic(
            f"Topic {_shown(given)}: {', '.join(unknown + wrong)} cannot be used. A topic has "
            f"{', '.join(FIELDS)}, each a text."
        )
    fields = {key: str(given.get(key) or "") for key in FIELDS}
    longest = max(FIELDS, key=lambda key: len(fields[key]))
    if len(fields[longest]) > MAX_GIVEN:
        raise UnusableTopic(
            f"Topic {_shown(given)}: its {longest} has {len(fields[longest]):,} characters, more "
            f"than {MAX_GIVEN:,}. Shorten it."
        )
    if fields["language"] not in {"", "auto"} and not normalise(fields["language"]):
        raise UnusableTopic(
            f"Topic {_shown(given)}: {fields['language']!r} is no language tag. Give one like "
            "en, de or pt-BR, or leave it out."
        )
    return fields


def _topic(fields: dict[str, str], claimed: str, *, shown: str) -> Topic:
    read = blocks(fields["text"])
    title = clean_title(" ".join(blocks(fields["title"])))
    language = language_of(f"{title} {' '.join(read)}", claimed=claimed)
    if claimed not in {"", "auto"}:
        language = normalise(claimed) or language
    text = prose(read, language)
    if not title:
        title = clean_title(title_of(text or " ".join(read), language))
    if not sayable(title):
        raise UnusableTopic(
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
    if len(given) > LONGEST_BARE_TITLE or "\n" in given.strip():
        return True
    return len(split(given, "en")) > 1 and ended(given)


def _shown(given: object) -> str:
    """The topic as it was given, short and on one line, for a message."""
    text = given.get("title") or given.get("text") if isinstance(given, Mapping) else given
    shown = repr(text if isinstance(text, str) else given)
    return shown if len(shown) <= len("x") * 60 else f"{shown[:57]}…"
