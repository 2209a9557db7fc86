"""The trigger form of the batch: every choice with its title, its help and its bounds."""

from collections.abc import Sequence
from typing import Any

from airflow.sdk import Param

from dailies.review_params import review_param, take_param
from dailies.source_params import source_params
from include.channels import DAILY_BATCH
from include.channels.looks import looks
from include.domain.batch import FALLING_BACK, LANGUAGE, BatchRequest
from include.domain.channel import Channel
from include.editing.look import aspects
from include.music.moods import theory
from include.providers import catalogue
from include.providers.catalogue import STAGES

TOPIC = {
    # Keywords of JSON Schema speak only of the type they are for, so one object describes both
    # a topic that is a text and one that is an object, and a refusal names what is wrong.
    "type": ["string", "object"],
    "minLength": 1,
    "maxLength": 10_000,
    "required": ["title"],
    "additionalProperties": False,
    "properties": {
        "title": {"type": "string", "minLength": 1, "maxLength": 10_000},
        "text": {"type": "string", "maxLength": 20_000},
        "url": {"type": "string", "maxLength": 2_000},
        "language": {"type": "string"},
    },
}


def batch_params(channel: Channel = DAILY_BATCH) -> dict[str, Param]:
    """Return the params of a channel's batch, in the order of the form, with its defaults."""
    asks = channel.asks
    return {**_what(asks), **_how(asks, looks(channel.name)), **_rules(asks)}


def _what(asks: BatchRequest) -> dict[str, Param]:
    section = "What to make"
    return {
        "topics": Param(
            [],
            type=["array", "null"],
            # Said with "items", the form would be a JSON editor instead of a topic a line.
            allOf=[{"items": TOPIC}],
            maxItems=100,
            title="Topics",
            description_md="One topic a line: a title, or a text to draw the script from (up to "
            "10,000 characters). They are made as they are; **empty** means: find topics in the "
            "feed. In a JSON config, a topic may also be an object with title, text, url and "
            "language.",
            section=section,
        ),
        "feed": Param(
            asks.feed,
            type=["string", "null"],
            maxLength=2_000,
            title="Feed",
            description_md="URL or file of an RSS, Atom or JSON feed to find topics in. Empty: the "
            "`dailies_topics` connection, or the evergreen feed that is shipped.",
            section=section,
        ),
        **source_params(asks, section),
        "limit": Param(
            asks.limit,
            type="integer",
            minimum=1,
            maximum=100,
            title="Shorts at most",
            description="How many topics of the feed become shorts.",
            section=section,
        ),
        "repeats": Param(
            asks.repeats,
            type="string",
            enum=["avoid", "never"],
            values_display={
                "avoid": "Avoid: new topics first, then those made longest ago",
                "never": "Never: stop when no new topic is left",
            },
            title="Topics made before",
            section=section,
        ),
        "language": Param(
            asks.language,
            type="string",
            pattern=LANGUAGE,
            examples=["auto", "en", "de", "fr", "es", "it", "pt-BR", "pl", "ja", "zh", "ar", "hi"],
            title="Language",
            description="BCP 47 tag, or auto: the language of the source.",
            section=section,
        ),
    }


def _how(asks: BatchRequest, looks: Sequence[str]) -> dict[str, Param]:
    section = "How it looks and sounds"
    return {
        "duration_s": Param(
            asks.duration_s,
            type="number",
            minimum=20,
            maximum=60,
            title="Length aimed at (seconds)",
            section=section,
        ),
        "aspect": Param(
            asks.aspect,
            type="string",
            enum=list(aspects()),
            title="Aspect",
            section=section,
        ),
        "look": Param(
            asks.look,
            type="string",
            enum=list(looks),
            title="Look",
            description="Colours, fonts and caption style.",
            section=section,
        ),
        "voice": Param(
            asks.voice,
            type="string",
            maxLength=100,
            title="Voice",
            description="Name of a voice of the speech provider, or auto: the language's own.",
            section=section,
        ),
        "speed": Param(
            asks.speed,
            type="number",
            minimum=0.5,
            maximum=2,
            title="Speed of the voice",
            description="A factor on the voice's own pace: 1.1 is a tenth faster.",
            section=section,
        ),
        "mood": Param(
            asks.mood,
            type="string",
            enum=["auto", *theory().moods],
            title="Music mood",
            section=section,
        ),
        "providers": Param(
            asks.model_dump(mode="json")["providers"],
            type=["object", "null"],
            additionalProperties=False,
            properties={stage: _named(stage) for stage in STAGES},
            title="Providers",
            description_md="Stage to provider name; a stage left out uses its `dailies_<stage>` "
            'connection, or the embedded default. For clips a list may be given, such as `["fal", '
            '"pexels", "procedural"]`: what one refuses or has not, the next is asked for. '
            + _offered(),
            section=section,
        ),
    }


def _rules(asks: BatchRequest) -> dict[str, Param]:
    section = "Review, publishing and money"
    return {
        "review": review_param(asks.review, section),
        "targets": Param(
            list(asks.targets),
            type="array",
            items={"type": "string", "enum": list(catalogue.names("publish"))},
            uniqueItems=True,
            examples=list(catalogue.names("publish")),
            title="Publish to",
            description_md="Each but `folder` needs a connection, `dailies_<target>`.",
            section=section,
        ),
        "publish_at": Param(
            None,
            type=["string", "null"],
            format="date-time",
            title="Publish at",
            description="When approved shorts are to be public; until then they wait, with the "
            "platform where it can. Empty: at once.",
            section=section,
        ),
        "budget_usd": Param(
            asks.budget_usd,
            type=["number", "null"],
            minimum=0,
            title="Budget of this run (USD)",
            description="An order that would pass it is refused before it is placed. "
            "Empty: no limit of its own.",
            section=section,
        ),
        "failure_budget_percent": Param(
            asks.failure_budget_percent,
            type="number",
            minimum=0,
            maximum=100,
            title="Failure budget (percent)",
            description="The run fails when more of its shorts than this failed, "
            "or none was produced.",
            section=section,
        ),
        "priority": Param(
            asks.priority,
            type="integer",
            minimum=0,
            maximum=100,
            title="Priority",
            description="Tasks of a run with a higher priority start first.",
            section=section,
        ),
        "channel": Param(
            asks.channel,
            type="string",
            enum=[asks.channel],
            title="Channel",
            description="Whose file and whose memory the run uses: that of this DAG.",
            section=section,
        ),
        "take": take_param(section),
    }


def _named(stage: str) -> dict[str, Any]:
    """Return what may be said of a stage: a provider, or several where one may stand in."""
    name = {"type": "string", "enum": list(catalogue.names(stage))}
    if stage not in FALLING_BACK:
        return name
    names = {"type": "array", "items": name, "minItems": 1, "maxItems": 8, "uniqueItems": True}
    # keywords of one type say nothing of the other, so that a refusal names what is wrong
    return {**names, "type": ["string", "array"], "if": {"type": "string"}, "then": name}


def _offered() -> str:
    offers: dict[str, Any] = {stage: ", ".join(catalogue.names(stage)) for stage in STAGES}
    return " ".join(f"**{stage}**: {names}." for stage, names in offers.items())
