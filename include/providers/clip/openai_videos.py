"""Videos in the wire shape of OpenAI's Sora, for gateways compatible with it.

OpenAI's own service has ended: ``/v1/videos`` and every sora model were shut down on 2026-09-24,
without a replacement. Other hosts serve the same shape, so the connection must name one.

API reference (legacy): https://platform.openai.com/docs/api-reference/videos

A picture goes in as ``input_reference`` of a JSON body, by its address or as a ``data:`` URI;
gateways that take it only as a part of a form are not served.
Gateways differ, hence ``statuses``, ``result`` and ``result_hosts``.
There is no idempotency key, no seed and no cancelling. Videos can be listed: one whose reply was
lost is known by its prompt, model, length and size. UNVERIFIED: that files are kept for about an
hour (``expires_at`` says until when), and that services send ``openai-poll-after-ms``.
"""

import re
from dataclasses import replace
from typing import Any

from include.providers import offers, reading
from include.providers.base import JobProvider
from include.providers.errors import BadReply, Fatal, Lost, ProviderError, UnknownStatus
from include.providers.lost import Submission
from include.providers.protocols import openai
from include.providers.protocols.pictures import picture_url, wishes
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
    "submitted": State.QUEUED,  # gateways
    "in_progress": State.RUNNING,
    "completed": State.SUCCEEDED,
    "failed": State.FAILED,
}
SIZES = {"9:16": "720x1280", "4:5": "720x1280", "1:1": "720x1280", "16:9": "1280x720"}
"""What the service offered; the render crops the rest."""
PASSING = (
    "rate_limit_exceeded",
    "slow_down",
    "server_error",
    "server_is_overloaded",
    "internal_error",
    "timeout",
)
TELLING = ("prompt", "model", "seconds", "size")
"""What of an order the service says of its job."""

MAX_BYTES = 200 << 20
WHO = "The videos service"

_ID = re.compile(r"[\w-][\w.:-]*")


class OpenaiVideos(JobProvider):
    """Clips from any host that speaks the Sora wire shape."""

    stage = "clip"
    docs_url = "https://platform.openai.com/docs/api-reference/videos"
    limits = "As the gateway's; files may be kept for an hour only."
    settings = (
        *openai.SETTINGS,
        Setting("host", "the gateway, with or without `/v1`; must be stated", shapes=True),
        Setting("password", "the gateway's key"),
        Setting("price_per", "`piece` or `second`"),
        Setting("durations", "seconds that the model offers (4, 8 and 12)", shapes=True),
        Setting("sizes", 'size of an aspect, such as `{"9:16": "768x1344"}`', shapes=True),
        Setting(
            "input",
            "other fields of the request, as an object; null leaves out one of ours",
            shapes=True,
        ),
        Setting(
            "statuses", 'what words of the gateway mean, such as `{"processing": "in_progress"}`'
        ),
        Setting(
            "result", "`url` to fetch the file from the job's `url` instead of its content endpoint"
        ),
    )
    max_duration_s = 12.0
    licence = "as the gateway's terms"
    takes_picture = True

    def price_usd(self, order: Order) -> float:
        """Price of the clip, from the connection."""
        return self.account.cost_usd(second=self._duration_s(order))

    def submit(self, order: Order, *, key: str) -> Request:  # noqa: ARG002
        """Create a video; there is no idempotency key."""
        return self._request("POST", "/videos", self._asked(order))

    def job(self, reply: Reply) -> Job:
        """Keep the video's id."""
        found = reading.text_of(reply.object(), "id", WHO)
        if not _ID.fullmatch(found):
            raise BadReply(f"{WHO} gave an id of another shape. Check the host.")
        return Job(found)

    def poll(self, job: Job) -> Request:
        """Ask for the video's state."""
        return self._request("GET", f"/videos/{job.job_id}")

    def progress(self, reply: Reply) -> Progress:
        """Read the status, with its percentage."""
        body = reply.object()
        said = body.get("status")
        state = STATES.get(str(self.account.mapping("statuses").get(str(said), said)))
        if state is None:
            raise UnknownStatus(
                f"{WHO} says {said!r}, which is no status of the protocol. If it is the gateway's "
                "own, name what it means in extra.statuses."
            )
        if state is State.FAILED:
            fault = reading.part(body, "error")
            told = str(fault.get("message") or "")
            return Progress(state, detail=told, error=self._failure(fault, told))
        percent = reading.number_of(body, "progress")
        return Progress(state, percent=percent, next_poll_s=_hint_s(reply))

    def fetch(self, job: Job) -> None:  # noqa: ARG002
        """Return ``None``: the last poll says which file it is."""
        return

    def result(self, reply: Reply) -> Result:
        """Read where the file is: at the content endpoint, fetched with the key."""
        body = reply.object()
        video_id = self.job(reply).job_id
        types = ("video/mp4", "video/webm", "video/quicktime")
        request = self._request("GET", f"/videos/{video_id}/content")
        url = request.url
        if self.account.extra.get("result") == "url":
            url = reading.text_of(body, "url", WHO)
        return Result(url, types, MAX_BYTES, headers=request.secret_headers)

    def find(self, lost: Submission) -> Request:  # noqa: ARG002
        """Ask for the newest videos."""
        newest = {"limit": "100", "order": "desc"}
        return replace(self._request("GET", "/videos"), params=newest)

    def found(self, reply: Reply, lost: Submission) -> Job | None:
        """Find the video by all that was asked of it, of which nothing is unique."""
        body = reply.object()
        if not isinstance(body.get("data"), list):
            raise BadReply(f"{WHO} answered without a list. Check the connection's host.")
        videos, asked = reading.parts(body, "data"), self._asked(lost.order)
        recent = [v for v in videos if lost.may_be(v.get("id"), v.get("created_at"))]
        alike = [v for v in recent if v.get("prompt") in (asked["prompt"], None)]
        for video in alike:
            if all(video.get(name) == asked[name] for name in TELLING if name in asked):
                return Job(video["id"])
        older = any(lost.is_after(video.get("created_at")) for video in videos)
        everything = older or body.get("has_more") is False
        if alike or not everything:
            raise BadReply(f"{WHO}: its list does not tell whether the order was taken.")
        return None

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify as OpenAI's services do."""
        return openai.error_of(reply, WHO, self.account)

    def _failure(self, fault: dict[str, Any], said: str) -> ProviderError | None:
        code = str(fault.get("code") or "")
        if code in openai.REFUSED:
            return openai.refused(WHO, said)
        if code in PASSING:
            return Lost(f"{WHO} could not finish the order ({code}): {said}. Order it anew.")
        if code:
            return Fatal(f"{WHO} failed the order ({code}): {said}. Change the order.")
        return None

    def _asked(self, order: Order) -> dict[str, Any]:
        sizes = {**SIZES, **self.account.mapping("sizes")}
        body = {
            "model": order.model or None,
            "prompt": order.prompt,
            "seconds": f"{self._duration_s(order):g}",
            "size": sizes.get(order.aspect),
            "input_reference": {"image_url": url} if (url := picture_url(order)) else None,
        }
        return offers.merged(body, self.account.mapping("input"), wishes(order))

    def _duration_s(self, order: Order) -> float:
        return offers.duration_s(self.account, order.duration_s, (4, 8, 12))

    def _request(self, method: str, path: str, body: Json = None) -> Request:
        if not self.account.base_url:
            raise Fatal(
                "OpenAI's own videos service has ended. Set the host of the connection to a "
                "gateway that serves /v1/videos."
            )
        return openai.request(self.account, WHO, method, path, body)


def _hint_s(reply: Reply) -> float | None:
    hint_ms = reading.header_number(reply, "openai-poll-after-ms")
    return None if hint_ms is None else hint_ms / 1000
