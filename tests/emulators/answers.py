"""What comes in and what goes back, and how an answer is spoilt."""

import json
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"
ERROR = {"detail": "Internal server error"}
PAGE = b"<!doctype html><title>Sign in</title><h1>Please sign in to continue</h1>"


@dataclass(frozen=True)
class Call:
    """A request as it came in; header names in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What goes back; ``body`` may be bytes, or anything JSON can say."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> tuple[bytes, str]:
        if isinstance(self.body, bytes):
            return self.body, self.headers.get("content-type", "application/octet-stream")
        return json.dumps(self.body).encode(), JSON


def early(fault: dict[str, Any]) -> Answer | None:
    """Answers that come before anything was done."""
    match fault.get("how"):
        case "429":
            hint = fault.get("retry_after")
            headers = {} if hint is None else {"retry-after": str(hint)}
            return Answer(429, {"detail": "Too many requests"}, headers)
        case "500" | "502" | "503" | "504" as status:
            return Answer(int(status), ERROR)
        case "gone":
            return Answer(fault.get("status", 404), {"detail": "Not found"})
        case "redirect":
            return Answer(fault.get("status", 302), b"", {"location": fault["location"]})
        case "large":
            return Answer(200, b" " * fault["bytes"])
    return None


def late(answer: Answer, fault: dict[str, Any]) -> Answer:
    """Return what becomes of an answer after everything was done."""
    body, _ = answer.encoded()
    match fault.get("how"):
        case "error_after":
            return Answer(fault.get("status", 500), ERROR)
        case "malformed":
            return Answer(answer.status, body[: len(body) // 2], {"content-type": JSON})
        case "html":
            return Answer(answer.status, PAGE, {"content-type": "text/html"})
        case "wrong_type":
            return Answer(answer.status, body, {"content-type": fault.get("type", "text/html")})
    return answer
