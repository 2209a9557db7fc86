"""Gemini Omni on the Gemini API: clips of 3 to 10 seconds, with sound, by the Interactions API.

API reference: https://ai.google.dev/gemini-api/docs/interactions

Interactions run in the background and are stored, so that they can be polled and cancelled. There
is no idempotency key and no list. A clip is asked for as a URI and fetched with the key; one that
comes inside the reply is taken too.
UNVERIFIED: which codes a failed interaction gives for unwanted content (``refusal_codes``), and
from which hosts a clip is served besides the API's own (``result_hosts``).
List prices (resellers, UNVERIFIED): 360p 0.03, 720p 0.10, 1080p 0.15, 4k 0.30 USD a second.
"""

import re
from typing import Any

from include.providers import offers, reading
from include.providers.base import JobProvider
from include.providers.errors import BadReply, Fatal, Lost, ProviderError, Refused, UnknownStatus
from include.providers.protocols import google
from include.providers.protocols.pictures import Picture, carried, wishes
from include.providers.values import (
    Job,
    Json,
    Order,
    Progress,
    Reply,
    Request,
    Result,
    Setting,
    State,
)

STATES = {
    "queued": State.QUEUED,
    "in_progress": State.RUNNING,
    "completed": State.SUCCEEDED,
    "cancelled": State.CANCELLED,
    "failed": State.FAILED,
    "incomplete": State.FAILED,
    "budget_exceeded": State.FAILED,
    "requires_action": State.FAILED,
    "requires_continuation": State.FAILED,
}
FINAL = {
    "incomplete": "the clip is not whole. Order a shorter one",
    "budget_exceeded": "the budget set at Google is used up. Raise it there",
    "requires_action": "it asks for what only a conversation can give. Change extra.input",
    "requires_continuation": "it wants to be continued. Order a shorter clip",
}
PASSING = ("UNKNOWN", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "ABORTED", "INTERNAL",
           "UNAVAILABLE", "408", "429", "500", "502", "503", "504")  # fmt: skip
"""The service's own trouble: the interaction is over, a new one may succeed."""
REFUSALS = ("SAFETY", "IMAGE_SAFETY", "VIDEO_SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST")

MAX_BYTES = 200 << 20
MAX_INLINE_BYTES = 12 << 20
SEEDS = 2**31

_ID = re.compile(r"[\w-][\w.-]*")


class GeminiOmni(JobProvider):
    """Clips from Gemini Omni."""

    stage = "clip"
    docs_url = "https://ai.google.dev/gemini-api/docs/interactions"
    limits = "3 to 10 s a clip (15 s for 1.2), 24 frames a second, always with sound."
    base_url = "https://generativelanguage.googleapis.com"
    console_url = "https://aistudio.google.com/logs"
    result_hosts = ("storage.googleapis.com", "*.googleusercontent.com")
    settings = (
        Setting("password", "the API key"),
        Setting("model", "such as gemini-omni-1.2-flash; must be stated"),
        Setting("price_per", "`piece` or `second`"),
        Setting("resolution", "360p, 720p, 1080p or 4k (720p)", shapes=True),
        Setting(
            "durations", "seconds that the model offers (3 to 10; 1.2 makes up to 15)", shapes=True
        ),
        Setting(
            "input",
            "other fields of the request, as an object; null leaves out one of ours",
            shapes=True,
        ),
        Setting(
            "usd_per_million_tokens",
            "price of output, to take the true cost from the reply's usage",
        ),
        Setting("refusal_codes", "codes of a failed interaction that mean unwanted content"),
        Setting("api_version", "path of the API (v1beta)"),
    )
    max_duration_s = 15.0
    poll_interval_s = 8.0
    max_reply_bytes = 16 << 20
    licence = "as Google's terms for generated content"
    takes_picture = True

    def price_usd(self, order: Order) -> float:
        """Price of the clip, from the connection."""
        return self.account.cost_usd(second=self._duration_s(order))

    def submit(self, order: Order, *, key: str) -> Request:  # noqa: ARG002
        """Start an interaction; it takes no idempotency key."""
        if not order.model:
            raise Fatal("Omni needs a model. Set extra.model, such as gemini-omni-1.2-flash.")
        picture = carried(order, "Omni")
        task = "image_to_video" if picture else "text_to_video"
        body = {
            "model": order.model,
            "input": _shown(order.prompt, picture) if picture else order.prompt,
            "response_format": {
                "type": "video",
                "aspect_ratio": "16:9" if offers.is_wide(order.aspect) else "9:16",
                "duration": f"{self._duration_s(order):g}s",
                "resolution": str(self.account.extra.get("resolution", "720p")),
                "delivery": "uri",
            },
            "generation_config": {
                "seed": order.seed % SEEDS,
                "video_config": {"task": task},
            },
            "background": True,
            "store": True,
        }
        extra = self.account.mapping("input")
        return self._request("POST", "", offers.merged(body, extra, wishes(order)))

    def job(self, reply: Reply) -> Job:
        """Keep the interaction's id."""
        found = reading.text_of(reply.object(), "id", "Omni")
        if not _ID.fullmatch(found):
            raise BadReply("Omni's interaction has an id of another shape. Check the host.")
        return Job(found)

    def poll(self, job: Job) -> Request:
        """Ask for the interaction."""
        return self._request("GET", f"/{job.job_id}")

    def progress(self, reply: Reply) -> Progress:
        """Read the status; there is no percentage."""
        body = reply.object()
        status = body.get("status")
        if not isinstance(status, str) or status not in STATES:
            raise UnknownStatus(f"Omni says {status!r}, which is no status its documentation has.")
        if STATES[status] is not State.FAILED:
            return Progress(STATES[status])
        faults = reading.parts(body, "errors")
        said = "; ".join(str(fault.get("message") or fault.get("code")) for fault in faults)
        codes = {str(fault.get("code")).upper() for fault in faults}
        return Progress(State.FAILED, detail=said, error=self._failure(status, codes, said))

    def fetch(self, job: Job) -> None:  # noqa: ARG002
        """Return ``None``: the last poll says where the clip is."""
        return

    def result(self, reply: Reply) -> Result:
        """Read the clip, or where it is, from the interaction."""
        body = reply.object()
        video = reading.part(body, "output_video")
        kind = str(video.get("mime_type") or "video/mp4")
        if kind not in ("video/mp4", "video/webm", "video/quicktime"):
            raise BadReply(f"Omni answered with {kind[:50]!r} instead of a video. Clear the task.")
        cost = self._cost_usd(body)
        if isinstance(video.get("uri"), str):
            uri = video["uri"]
            return Result(uri, (kind,), MAX_BYTES, cost_usd=cost, headers=self._auth())
        if isinstance(video.get("data"), str) and video["data"]:
            data = reading.bytes_of(video["data"], "Omni", max_bytes=MAX_INLINE_BYTES)
            return Result("", (kind,), MAX_INLINE_BYTES, cost_usd=cost, inline=data)
        raise BadReply("Omni completed the interaction without a video. Does the model make any?")

    def cancel(self, job: Job) -> Request:
        """Ask to stop, which interactions in the background can."""
        return self._request("POST", f"/{job.job_id}/cancel")

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify as Google's services do."""
        return google.error_of(reply, "Omni", credentials="the key and the project's billing")

    def _failure(self, status: str, codes: set[str], said: str) -> ProviderError | None:
        refusals = self.account.extra.get("refusal_codes", REFUSALS)
        if codes & {str(code).upper() for code in refusals}:
            return Refused(f"Omni refused the prompt: {said}. Edit the script and run again.")
        if status in FINAL:
            return Fatal(f"Omni ended as {status}: {FINAL[status]}, then clear the task.")
        if codes & set(PASSING):
            return Lost(f"Omni could not finish the order: {said}. A new order is needed.")
        return Fatal(f"Omni failed the order: {said}. Change it.") if codes else None

    def _cost_usd(self, body: dict[str, Any]) -> float | None:
        price = self.account.number("usd_per_million_tokens", 0.0)
        tokens = reading.number_of(reading.part(body, "usage"), "total_output_tokens")
        return price * tokens / 1e6 if price and tokens is not None else None

    def _duration_s(self, order: Order) -> float:
        return offers.duration_s(self.account, order.duration_s, range(3, 11))

    def _request(self, method: str, path: str, body: Json = None) -> Request:
        version = str(self.account.extra.get("api_version", "v1beta"))
        url = f"/{version}/interactions{path}"
        return Request(method, url, json=body, secret_headers=self._auth())

    def _auth(self) -> dict[str, str]:
        if not self.account.secret:
            raise Fatal("Omni needs an API key. Set the password of its connection.")
        return {"x-goog-api-key": self.account.secret}


def _shown(prompt: str, picture: Picture) -> list[Json]:
    shown = {"type": "image", "data": picture.data, "mime_type": picture.mime_type}
    return [{"type": "text", "text": prompt}, shown]
