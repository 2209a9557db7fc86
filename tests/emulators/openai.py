"""OpenAI's error body, and the misbehaviours that its wire shape knows."""

from typing import Any

from tests.emulators.answers import Answer, Call


def fault_body(status: int, message: str, *, code: str = "", kind: str = "") -> Answer:
    """Return an error as OpenAI's services word it."""
    kind = kind or "invalid_request_error"
    error = {"message": message, "type": kind, "code": code or None, "param": None}
    return Answer(status, {"error": error})


def misbehaviour(fault: dict[str, Any]) -> Answer | None:
    """``refused`` and ``quota`` (``code``), ``limited`` (``after_ms``), ``overloaded``, …."""
    status, said, code = {
        "refused": (400, "Your request was rejected by the safety system.", "moderation_blocked"),
        "quota": (429, "You exceeded your current quota", "insufficient_quota"),
        "limited": (429, "Rate limit reached", "rate_limit_exceeded"),
        "overloaded": (503, "The server is overloaded", "server_is_overloaded"),
        "trouble": (500, "The server had an error", "server_error"),
        "conflict": (409, "Another request is being processed", ""),
        "invalid": (422, "Unprocessable", ""),
    }.get(fault.get("how", ""), (0, "", ""))
    if not status:
        return None
    answer = fault_body(status, said, code=fault.get("code", code))
    if "after_ms" in fault:
        answer.headers["retry-after-ms"] = str(fault["after_ms"])
    return answer


def refusal(call: Call, key: str) -> Answer | None:
    """Return what a call without the key gets."""
    if call.headers.get("authorization") != f"Bearer {key}":
        return fault_body(401, "Incorrect API key provided", code="invalid_api_key")
    return None
