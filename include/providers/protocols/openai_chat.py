"""What a chat completion says: its words, why it ended, and how many tokens it took.

API reference: https://platform.openai.com/docs/api-reference/chat
"""

from collections.abc import Mapping
from typing import Any

from include.providers import reading
from include.providers.errors import BadReply, Refused
from include.providers.values import Reply

MOST_TOLD = 200


def said(reply: Reply, who: str) -> str:
    """Return the words of an answer; "" where there are none.

    Raises:
        Refused: The model, or a filter, did not want to answer.
        BadReply: The answer was cut off, or there is none.
    """
    choice = next(iter(reading.parts(reply.object(), "choices")), None)
    if choice is None:
        raise BadReply(f"{who} answered without choices. Check the connection's host.")
    message = reading.part(choice, "message")
    refusal = message.get("refusal")
    if refusal or choice.get("finish_reason") == "content_filter":
        told = str(refusal or "its filter stopped the answer")[:MOST_TOLD].rstrip(".")
        raise Refused(f"{who} refused the topic: {told}. Choose another topic or model.")
    if choice.get("finish_reason") == "length":
        raise BadReply(
            f"{who} broke its answer off at its longest. Raise max_tokens of the connection, or "
            "lower source_characters where the model's context is small."
        )
    return _text(message.get("content"))


def tokens(reply: Reply) -> tuple[int | None, int | None]:
    """Return the tokens read and written, each ``None`` where the service does not say."""
    told = reading.part(reply.object_or_empty(), "usage")
    read = reading.number_of(told, "prompt_tokens")
    wrote = reading.number_of(told, "completion_tokens")
    return (None if read is None else int(read), None if wrote is None else int(wrote))


def response_format(kind: str, name: str, schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return how a host is told to keep to a schema: not at all for kind ``none``."""
    if kind == "none":
        return None
    wanted = {"name": name, "schema": schema, "strict": True}
    return {"type": kind, kind: wanted} if kind == "json_schema" else {"type": kind}


def _text(content: Any) -> str:
    """Some gateways answer in parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""
