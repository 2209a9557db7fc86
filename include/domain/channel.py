"""A channel: what its shorts are about, how they look and sound, and when they are made."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field

from include.domain.base import Model
from include.domain.batch import BatchRequest
from include.domain.capture import Capture

DAILY = "daily"
"""The channel of runs that have no channel file: those of the DAG ``daily_batch``."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
Phrase = Annotated[str, Field(min_length=1, max_length=200)]

OF_ONE_RUN = frozenset({"topics", "take", "publish_at", "channel"})
"""Params that say something of one run alone; all others may stand in a channel file."""
ASKED = frozenset(BatchRequest.model_fields) - OF_ONE_RUN


class Channel(Model):
    """One file of ``include/channels``; ``name`` is the file's name.

    ``asks`` holds the defaults of its runs: in the file they stand beside the other fields.
    Without a ``schedule`` (cron, in ``timezone``) it runs by hand only. ``prompts`` names a folder
    below ``prompts`` in the channel's own. ``pronunciations`` maps a word to how it is said.
    ``allow_hosts`` are hosts whose pages may be opened, and private addresses that
    pages may reach: ``shop.example``, ``*.shop.example``, ``10.1.2.3``, ``10.1.0.0/16``, each with
    a port or without.
    """

    name: Name
    title: str = Field(default="", max_length=200)
    pronunciations: dict[Phrase, Phrase] = Field(default_factory=dict, max_length=5_000)
    prompts: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9_.-]*)?$", max_length=100)
    schedule: str = Field(default="", max_length=200)
    timezone: str = Field(default="UTC", max_length=100)
    captures: tuple[Capture, ...] = Field(default=(), max_length=20)
    allow_hosts: tuple[str, ...] = Field(default=(), max_length=200)
    asks: BatchRequest = BatchRequest()

    @classmethod
    def of(cls, name: str, facts: Mapping[str, Any]) -> Self:
        """Check what a channel file says; the params of a run stand beside the other fields.

        What it made does not come again within its ``memory_days``, unless it says so.

        Raises:
            ValidationError: Names the field; a param's is below ``asks``.
        """
        asked = {key: value for key, value in facts.items() if key in ASKED}
        rest = {key: value for key, value in facts.items() if key not in ASKED}
        asks = {"repeats": "never", **asked, "channel": name}
        return cls.model_validate({"name": name, **rest, "asks": asks})

    @classmethod
    def fields(cls) -> tuple[str, ...]:
        """Names of the fields that a channel file may have."""
        own = [name for name in cls.model_fields if name != "asks"]
        return (*own, *(name for name in BatchRequest.model_fields if name in ASKED))
