"""What a model is told: texts from files, filled in once, the source marked off as data.

Later files replace single texts of earlier ones: ``include/prompts/model/default.yaml``, the
language's beside it, then ``default.yaml`` and the language's of a channel's own folder.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from include.domain import Topic, digest_of
from include.domain.base import Model
from include.providers.errors import Fatal
from include.settings import PROJECT
from include.text.languages import primary
from include.text.prose import MAX_TEXT

FOLDER = PROJECT / "include" / "prompts" / "model"
MARK_DIGITS = 12
_SLOT = re.compile(r"\{(\w+)\}")
_CONTROL = re.compile(r"<\|[^|>\n]{1,40}\|>|\[/?(?:INST|SYS)\]|<</?SYS>>|</?s>", re.IGNORECASE)
"""What some models take for the end of a message; a source has no use for it."""


class Prompts(Model):
    """The texts of a prompt file; ``{names}`` in them are filled in."""

    manner: str
    system: str
    write: str
    wishes: str
    fit: str
    repair: str


@dataclass(frozen=True)
class Question:
    """What a model is asked: messages of roles and texts, and the schema of its answer."""

    messages: tuple[tuple[str, str], ...]
    schema: Mapping[str, Any]

    def again(self, answer: str, objection: str) -> "Question":
        """Return the question with an answer to it and what is wrong with that."""
        more = (("assistant", answer), ("user", objection))
        return Question((*self.messages, *more), self.schema)


def prompts_for(language: str, own: Path | None = None) -> Prompts:
    """Return the prompts of a language, a channel's ``own`` folder going before ours.

    Raises:
        Fatal: A file cannot be read, or has a text that nobody asks for.
    """
    return _read(primary(language), own)


def filled(text: str, **slots: object) -> str:
    """Fill ``{names}`` in once: what is filled in is not looked at again.

    Raises:
        Fatal: The text has a name that nothing is known of.
    """

    def value(found: re.Match[str]) -> str:
        if found[1] not in slots:
            known = ", ".join(sorted(slots))
            raise Fatal(f"A prompt asks for {found[0]}, which is none of: {known}. Correct it.")
        return str(slots[found[1]])

    return _SLOT.sub(value, text)


def mark_of(topic: Topic) -> str:
    """Return the mark that sets a source off; who wrote the source cannot have known it."""
    return digest_of(topic)[:MARK_DIGITS]


def source_of(topic: Topic, *, longest: int = MAX_TEXT) -> str:
    """Return all that a script may draw on, as one block of at most ``longest`` characters more.

    Nothing in it looks like the end of the block, or of a message.
    """
    facts = {
        "Title": topic.title,
        "From": topic.source,
        "Published": topic.published_at.date().isoformat() if topic.published_at else "",
        "The source about itself": topic.background[:longest],
        "Text": _whole(topic.text, longest),
    }
    block = "\n".join(f"{name}: {said}" for name, said in facts.items() if said)
    return _CONTROL.sub(" ", block.replace(mark_of(topic), " "))


def _whole(text: str, longest: int) -> str:
    """A text up to the last line or sentence that is whole."""
    if len(text) <= longest:
        return text
    cut = text[:longest]
    end = max(cut.rfind(stop) for stop in ("\n", ". ", "。", "! ", "? "))
    return cut[: end + 1] if end > longest // 2 else cut


@cache
def _read(language: str, own: Path | None) -> Prompts:
    texts: dict[str, Any] = {}
    for folder in (FOLDER, own):
        for name in ("default", language):
            path = folder / f"{name}.yaml" if folder and name.isalpha() else None
            if path and path.is_file():
                texts |= _texts(path)
    try:
        return Prompts.model_validate(texts)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Fatal(f"Text {where!r} of the prompts in {own or FOLDER}: {first['msg']}.") from None


def _texts(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise Fatal(f"{path} cannot be read: {error}. Correct it.") from None
    if not isinstance(found, dict):
        raise Fatal(f"{path} is a {type(found).__name__}, not a mapping of texts. Correct it.")
    return found
