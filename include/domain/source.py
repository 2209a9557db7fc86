"""Where a run looks for topics."""

import re
from typing import Any

from pydantic import Field, model_validator

from include.domain.base import Model

_NAMED = re.compile(r"([a-z][a-z0-9_]{0,63})(?::(?!//)\s*(.*))?", re.DOTALL)
_PRIVATE = re.compile(r"(?<=://)[^/?#@]*@|[?#].*", re.DOTALL)


class Source(Model):
    """A provider of topics and what it is asked for.

    ``provider`` names a file of ``include/providers/topics``, ``query`` is what that takes: a
    feed's address, a subreddit, words to search for, a country. "" leaves either to the
    connection. Written as one text, it is ``provider:query``; an address alone is a feed's.
    """

    provider: str = Field(default="", max_length=64)
    query: str = Field(default="", max_length=2_000)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        text = given.strip()
        if not text:
            raise ValueError("a source is empty; write provider:query or an address")
        named = _NAMED.fullmatch(text)
        if named:
            return {"provider": named[1], "query": (named[2] or "").strip()}
        return {"provider": "feed", "query": text}

    def __str__(self) -> str:
        return ":".join(part for part in (self.provider, self.query) if part) or "the feed"

    @property
    def shown(self) -> str:
        """Its name in logs and reports: of an address, user and query may be secret."""
        query = _PRIVATE.sub("", self.query) if "://" in self.query else self.query
        return str(self.model_copy(update={"query": query}))
