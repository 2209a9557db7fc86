"""Where topics are looked for, and which of them are wanted: that part of the trigger form."""

from airflow.sdk import Param

from include.domain.batch import BatchRequest
from include.providers import catalogue

PROVIDERS = catalogue.names("topics")

SOURCE = {
    # One object for both kinds, as for topics: a refusal names what is wrong.
    "type": ["string", "object"],
    "minLength": 1,
    "maxLength": 2_100,
    "required": ["provider"],
    "additionalProperties": False,
    "properties": {
        "provider": {"type": "string", "enum": list(PROVIDERS)},
        "query": {"type": "string", "maxLength": 2_000},
    },
}
WORD = {"type": "string", "minLength": 1, "maxLength": 100}


def source_params(asks: BatchRequest, section: str) -> dict[str, Param]:
    """Return the params of sources, and of what is wanted of them."""
    return {
        "sources": Param(
            [source.model_dump(mode="json") for source in asks.sources],
            type=["array", "null"],
            allOf=[{"items": SOURCE}],
            maxItems=50,
            title="Sources",
            description_md="Where to find topics, one a line: `provider:query`, or the address of "
            "a feed. What several tell becomes one list, best first, each story once. **Empty** "
            f"means the feed above. The providers are {', '.join(PROVIDERS)}; `docs/providers.md` "
            "says what each takes, as in `hackernews:top`, `reddit:science`, `google_trends:US`.",
            section=section,
        ),
        "keywords": Param(
            list(asks.keywords),
            type=["array", "null"],
            allOf=[{"items": WORD}],
            maxItems=100,
            title="Keywords",
            description="Topics that say one of these come before those that do not.",
            section=section,
        ),
        "banned": Param(
            list(asks.banned),
            type=["array", "null"],
            allOf=[{"items": WORD}],
            maxItems=500,
            title="Banned words",
            description="Topics of the sources that say one of these words or phrases are dropped.",
            section=section,
        ),
        "memory_days": Param(
            asks.memory_days,
            type="integer",
            minimum=0,
            maximum=3650,
            title="Memory (days)",
            description="So long a story counts as made before, whoever tells it, in whatever "
            "words, and footage of a stock is not shown again. 0: neither holds.",
            section=section,
        ),
    }
