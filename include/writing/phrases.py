"""What the extractive writer says in its own words, a file per language."""

from functools import cache

import yaml
from pydantic import Field

from include.domain.base import Model
from include.settings import PROJECT
from include.text.languages import primary

FOLDER = PROJECT / "include" / "prompts" / "extractive"


class Requests(Model):
    """Words by which a reviewer asks for something an extractive writer can do."""

    shorter: tuple[str, ...] = ()
    longer: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()


class Phrases(Model):
    """The writer's own lines in a language; ``{topic}``, ``{item}``, ``{source}`` are filled in.

    None of them states a fact. ``leaning`` are openers of sentences that need the one before,
    ``pointing`` words inside a sentence that may; ``own`` are words by which a source speaks of
    itself, ``personal`` those by which one author does.
    """

    introductions: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    item_questions: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    closings_with_source: tuple[str, ...] = ()
    source: str = "{source}"
    background: str = ""
    conjunction: str = ""
    leaning: tuple[str, ...] = ()
    pointing: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    feedback: Requests = Requests()


class PhraseFile(Phrases):
    """A phrase file as it must be: complete, so that no script lacks a line."""

    introductions: tuple[str, ...] = Field(min_length=2)
    questions: tuple[str, ...] = Field(min_length=8)
    item_questions: tuple[str, ...] = Field(min_length=4)
    closings: tuple[str, ...] = Field(min_length=3)
    closings_with_source: tuple[str, ...] = Field(min_length=3)
    leaning: tuple[str, ...] = Field(min_length=5)


@cache
def phrases_for(language: str) -> Phrases:
    """Return the language's phrases; empty ones for a language without a file."""
    path = FOLDER / f"{primary(language)}.yaml"
    if not primary(language).isalpha() or not path.is_file():
        return Phrases()
    return PhraseFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
