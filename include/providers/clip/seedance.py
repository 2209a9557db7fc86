"""Seedance on Volcengine Ark: clips of 4 to 15 seconds from a text, or from a picture and a text.

API reference: https://www.volcengine.com/docs/82379/1520757

A clip's URL holds for 24 hours, a task's record for about 7 days. A running task cannot be
cancelled. There is no idempotency key, but tasks can be listed: one whose reply was lost is known
by its seed (UNVERIFIED: newest first, as ``items`` with ``total``, each with its seed).
"""

import math
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from include.providers import offers, reading
from include.providers.base import JobProvider
from include.providers.errors import BadReply, Fatal, Lost, ProviderError, UnknownStatus
from include.providers.lost import Submission
from include.providers.protocols import ark
from include.providers.protocols.pictures import picture_url
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

TASKS = "/contents/generations/tasks"
STATES = {
    "queued": State.QUEUED,
    "running": State.RUNNING,
    "succeeded": State.SUCCEEDED,
    "failed": State.FAILED,
    "cancelled": State.CANCELLED,
    "expired": State.FAILED,
}
PIXELS = {"480p": 496 * 864, "720p": 720 * 1280, "1080p": 1080 * 1920, "4k": 2160 * 3840}
RATIOS = {"4:5": "3:4"}
"""The nearest the service has; the render crops."""

SEEDS = 2**31
MAX_BYTES = 500 << 20


class Seedance(JobProvider):
    """Clips from Seedance models on Ark."""

    stage = "clip"
    docs_url = "https://www.volcengine.com/docs/82379/1520757"
    limits = "Tasks queue at the service; a clip is kept for 24 hours, its record for 7 days."
    base_url = "https://ark.cn-beijing.volces.com/api/v3"
    console_url = "https://console.volcengine.com/ark"
    result_hosts = ("*.volces.com", "*.bytepluses.com")
    settings = (
        Setting(
            "host",
            "another region, such as https://ark.ap-southeast.bytepluses.com/api/v3 (BytePlus)",
            shapes=True,
        ),
        Setting("password", "the Ark API key"),
        Setting("model", "a model's id or an endpoint's (`ep-…`); must be stated"),
        Setting("price_per", "`piece`, `second` or `million_tokens`"),
        Setting("resolution", "480p, 720p, 1080p or 4k (720p)", shapes=True),
        Setting("shortest_s", "shortest clip that the model makes (4)", shapes=True),
        Setting("longest_s", "longest clip that the model makes (15)", shapes=True),
        Setting(
            "suffix", "true for old models that read their parameters from the text", shapes=True
        ),
        Setting(
            "input",
            "whatever else the model takes, as an object; null leaves out one of ours",
            shapes=True,
        ),
    )
    max_duration_s = 30.0
    licence = "as Volcengine's terms for Seedance"
    takes_picture = True

    def price_usd(self, order: Order) -> float:
        """Price of the clip, from the connection; tokens as the service reckons them."""
        seconds = self._duration_s(order)
        tokens = seconds * PIXELS.get(self._resolution, PIXELS["4k"]) * 24 / 1024
        return self.account.cost_usd(second=seconds, million_tokens=tokens / 1e6)

    def submit(self, order: Order, *, key: str) -> Request:  # noqa: ARG002
        """Create a task; Ark takes no idempotency key."""
        if not order.model:
            raise Fatal(
                "seedance needs a model. Set extra.model of the connection, for example "
                "doubao-seedance-2-0-260128."
            )
        picture, seconds = picture_url(order), self._duration_s(order)
        ratio = "adaptive" if picture else RATIOS.get(order.aspect, order.aspect)
        asked: dict[str, Any] = {
            "ratio": ratio,
            "duration": seconds,
            "resolution": self._resolution,
            "seed": order.seed % SEEDS,
            "watermark": False,
            "generate_audio": False,
        }
        text = order.prompt
        if self.account.extra.get("suffix"):
            asked, text = {}, f"{text} --ratio {ratio} --dur {seconds}"
        content: list[Json] = [{"type": "text", "text": text}]
        if picture:
            content.append(
                {"type": "image_url", "image_url": {"url": picture}, "role": "first_frame"}
            )
        extra = self.account.mapping("input")
        body = {"model": order.model, "content": content, **asked}
        return self._request("POST", TASKS, offers.merged(body, extra))

    def job(self, reply: Reply) -> Job:
        """Read the task's id."""
        task_id = reply.object().get("id")
        if not isinstance(task_id, str) or not task_id:
            raise BadReply("Ark accepted the task without an id. Check the connection's host.")
        return Job(task_id)

    def poll(self, job: Job) -> Request:
        """Ask for the task."""
        return self._request("GET", f"{TASKS}/{quote(job.job_id, safe='')}")

    def progress(self, reply: Reply) -> Progress:
        """Read the status."""
        body = reply.object()
        status = body.get("status")
        if status is None:
            raise BadReply("Ark answered without a status. Check the connection's host.")
        if not isinstance(status, str) or status not in STATES:
            raise UnknownStatus(f"Ark says {status!r}, which is no status its documentation has.")
        kind, said = ark.fault_of(body)
        if status == "expired":
            error: ProviderError | None = Lost("Ark let the task expire. A new order is needed.")
        else:
            error = ark.ended(kind, said) if status == "failed" else None
        return Progress(STATES[status], detail=said if error else "", error=error)

    def fetch(self, job: Job) -> None:  # noqa: ARG002
        """Nothing more to ask: the last poll holds the result."""
        return

    def result(self, reply: Reply) -> Result:
        """Read the clip's address, and what it cost where tokens have a price."""
        body = reply.object()
        url = reading.part(body, "content").get("video_url")
        if not isinstance(url, str) or not url:
            raise BadReply("Ark finished without a clip. Is the model a video model?")
        tokens = reading.number_of(reading.part(body, "usage"), "completion_tokens")
        by_token = self.account.extra.get("price_per") == "million_tokens"
        cost = self.account.cost_usd(million_tokens=tokens / 1e6) if tokens and by_token else None
        return Result(
            url,
            ("video/mp4",),
            MAX_BYTES,
            duration_s=reading.number_of(body, "duration"),
            cost_usd=cost,
        )

    def find(self, lost: Submission) -> Request | None:
        """Ask for the newest tasks: the seed, which is the order's own, tells which is meant."""
        if self._seed(lost.order) is None:
            return None
        return replace(self._request("GET", TASKS), params={"page_num": "1", "page_size": "100"})

    def found(self, reply: Reply, lost: Submission) -> Job | None:
        """Find the task by its seed."""
        body, seed = reply.object(), self._seed(lost.order)
        if not isinstance(body.get("items"), list):
            raise BadReply("Ark answered without its tasks. Check the connection's host.")
        tasks = reading.parts(body, "items")
        recent = [t for t in tasks if lost.may_be(t.get("id"), t.get("created_at"))]
        for task in recent:
            if task.get("seed") == seed:
                return Job(task["id"])
        older = any(lost.is_after(task.get("created_at")) for task in tasks)
        everything = older or len(tasks) == body.get("total")
        if not everything or any(task.get("seed") is None for task in recent):
            raise BadReply("Ark's list of tasks does not tell whether the order was taken.")
        return None

    def cancel(self, job: Job) -> Request:
        """Ask to drop the task, which helps only while it is queued."""
        return self._request("DELETE", f"{TASKS}/{quote(job.job_id, safe='')}")

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify as Ark's services do."""
        return ark.error_of(reply)

    def _seed(self, order: Order) -> int | None:
        """Return the seed that a task of the order has; ``None`` when it has none of its own."""
        seed = self.account.mapping("input").get("seed", order.seed % SEEDS)
        old = self.account.extra.get("suffix")
        return seed if isinstance(seed, int) and seed >= 0 and not old else None

    @property
    def _resolution(self) -> str:
        return str(self.account.extra.get("resolution") or "720p")

    def _duration_s(self, order: Order) -> int:
        shortest = int(self.account.number("shortest_s", 4))
        longest = int(self.account.number("longest_s", 15))
        return max(shortest, min(longest, math.ceil(order.duration_s)))

    def _request(self, method: str, path: str, body: Json = None) -> Request:
        key = self.account.secret
        if not key:
            raise Fatal("seedance needs a key. Set the password of its connection to the Ark key.")
        return Request(method, path, json=body, secret_headers={"authorization": f"Bearer {key}"})
