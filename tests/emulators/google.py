"""Google's error body, and its misbehaviours, which every service of Google's has."""

from typing import Any

from tests.emulators.answers import Answer

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


def fault_body(status: int, message: str, details: Any = None) -> Answer:
    """Return an error as Google's services word it."""
    error = {"code": status, "message": message, "status": STATUSES[status]}
    return Answer(status, {"error": {**error, "details": details} if details else error})


def misbehaviour(fault: dict[str, Any]) -> Answer | None:
    """``limited`` (``delay``: "34s"), ``daily``, ``invalid``, ``retired``, ``bad_key``, …."""
    match fault.get("how"):
        case "limited":
            kind = "type.googleapis.com/google.rpc.RetryInfo"
            details = [{"@type": kind, "retryDelay": fault["delay"]}]
            return fault_body(429, "Quota exceeded for requests per minute", details)
        case "daily":
            kind = "type.googleapis.com/google.rpc.QuotaFailure"
            violations = [{"quotaId": "GenerateRequestsPerDayPerProject"}]
            return fault_body(
                429, "You exceeded your current quota", [{"@type": kind, "violations": violations}]
            )
        case "bad_key":
            kind = "type.googleapis.com/google.rpc.ErrorInfo"
            details = [{"@type": kind, "reason": "API_KEY_INVALID"}]
            return fault_body(400, "API key not valid. Please pass a valid API key.", details)
        case "invalid":
            return fault_body(400, "Unsupported value")
        case "trouble":
            return fault_body(fault["status"], "The service has trouble")
        case "retired":
            return fault_body(404, "This model is no longer available")
    return None
