"""What a model is to answer with, and how that is read: strict schemas, lenient reading.

Strict schemas are the subset that OpenAI documents: every property required, none besides, no
bounds; the bounds are checked here.
"""

import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

T = TypeVar("T", bound=BaseModel)
KEPT = ("type", "properties", "items")
MOST_TOLD = 5
_THOUGHT = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
FENCE = "```"


class Answered(BaseModel):
    """Frozen; a field too many is ignored: not every host holds a model to its schema."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)


class AnsweredBeat(Answered):
    """One beat: what is heard and what is seen."""

    spoken: str = Field(min_length=1, max_length=2_000)
    seen: str = Field(min_length=1, max_length=1_000)
    emphasis: list[str] = Field(max_length=20)


class AnsweredScript(Answered):
    """A whole script."""

    title: str = Field(min_length=1, max_length=300)
    hook: AnsweredBeat
    beats: list[AnsweredBeat] = Field(min_length=1, max_length=20)
    closing: AnsweredBeat
    description: str = Field(max_length=2_000)
    hashtags: list[str] = Field(max_length=30)


class AnsweredLine(Answered):
    """What is spoken in one beat, made longer or shorter."""

    spoken: str = Field(min_length=1, max_length=2_000)
    emphasis: list[str] = Field(max_length=20)


class AnsweredLines(Answered):
    """The spoken lines of a script, as many as it had."""

    lines: list[AnsweredLine] = Field(min_length=1, max_length=20)


class UnreadableAnswerError(ValueError):
    """An answer that is no JSON of the schema; the message says why, to the model."""


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return a model's schema in the strict subset, with everything in its place."""
    whole = model.model_json_schema()
    strict: dict[str, Any] = _strict(whole, whole.get("$defs", {}))
    return strict


def read(text: str, model: type[T]) -> T:
    """Read an answer: thoughts before it and a fence around it are none of it.

    Raises:
        UnreadableAnswerError: It is no JSON, or not of the schema.
    """
    bare = _THOUGHT.sub("", text).strip()
    try:
        return model.model_validate(_object(_unfenced(bare)))
    except ValidationError as error:
        told = error.errors(include_url=False, include_input=False)[:MOST_TOLD]
        said = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in told)
        raise UnreadableAnswerError(f"It is not of the JSON Schema: {said}.") from None


def _unfenced(text: str) -> str:
    first, _, rest = text.partition("\n")
    fenced = first.rstrip() in (FENCE, f"{FENCE}json") and rest.endswith(FENCE)
    return rest.removesuffix(FENCE) if fenced else text


def _object(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    start, end = text.find("{"), text.rfind("}")
    try:
        return json.loads(text[start : end + 1])
    except (ValueError, RecursionError):
        raise UnreadableAnswerError("It is not one JSON object.") from None


def _strict(node: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in node:
        node = known[node["$ref"].rpartition("/")[2]]
    kept = {name: value for name, value in node.items() if name in KEPT}
    if "properties" in kept:
        parts = {name: _strict(value, known) for name, value in kept["properties"].items()}
        kept |= {"properties": parts, "required": list(parts), "additionalProperties": False}
    if "items" in kept:
        kept["items"] = _strict(kept["items"], known)
    return kept
