"""fal.ai queue: any text-to-video or image-to-video model, submitted to a queue and polled.

API reference: https://docs.fal.ai/model-endpoints/queue

COMPLETED is the only final status and covers failures. What ends in HTTP 5xx is not billed; each
accepted submit is a new billed run: there is no idempotency key and no list of runs.
UNVERIFIED: up to which size a model takes a picture as a ``data:`` URI ("small inputs"), and that
the dashboard finds a run by ``requestId``; without, it lists all of them.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from include.providers import offers
from include.providers.errors import (
    BadReply,
    Fatal,
    Lost,
    ProviderError,
    Refused,
    UnknownStatus,
)
from include.providers.notices import Notice, NotifyingProvider
from include.providers.protocols.pictures import picture_url, wishes
from include.providers.signing import fal as signing
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

STATES = {"IN_QUEUE": State.QUEUED, "IN_PROGRESS": State.RUNNING, "COMPLETED": State.SUCCEEDED}
CANCELLED = ("client_cancelled", "client_disconnected")
AGAIN = ("request_timeout", "startup_timeout", "runner_")
"""The service's own trouble: the run is over, a new one may succeed."""
ASK_HEADER = (
    "generation_timeout",
    "internal_server_error",
    "downstream_service_error",
    "downstream_service_unavailable",
)
"""The model's trouble: the header ``x-fal-retryable`` says whether a new run may succeed."""

JWKS_URL = "https://rest.fal.ai/.well-known/jwks.json"
MAX_BYTES = 200 << 20
LARGEST_SEED = 2**31

_MODEL = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)+")


class Fal(NotifyingProvider):
    """Clips from any model on fal.ai that makes them."""

    stage = "clip"
    docs_url = "https://docs.fal.ai/model-endpoints/queue"
    limits = "2 to 40 runs at once, more wait in the queue; results are kept at least 7 days."
    base_url = "https://queue.fal.run"
    console_url = "https://fal.ai/dashboard/requests?requestId={job_id}"
    result_hosts = ("fal.media", "*.fal.media")
    settings = (
        Setting("password", "the FAL key, `<id>:<secret>`"),
        Setting("login", "the key's id, where the password is its secret alone"),
        Setting("model", "`owner/app/path`, such as fal-ai/kling-video/v3/pro/text-to-video"),
        Setting("price_per", "`piece` or `second`"),
        Setting("durations", "seconds that the model offers (5 and 10)", shapes=True),
        Setting("duration_suffix", "`s` where the model wants 8s for 8", shapes=True),
        Setting("image_model", "the model of clips that start from a picture", shapes=True),
        Setting("image_field", "what that model calls its picture (image_url)", shapes=True),
        Setting(
            "input",
            "whatever else the model takes, as an object; null leaves out one of ours",
            shapes=True,
        ),
        Setting("jwks_url", "where the keys of its webhooks are, if not at fal's"),
    )
    max_duration_s = 10.0
    licence = "as the model's licence on fal.ai"
    takes_picture = True
    server_errors_are_free = True

    def price_usd(self, order: Order) -> float:
        """Price of the clip, from the connection; a connection without a price counts as free."""
        return self.account.cost_usd(second=self._duration_s(order))

    def submit(self, order: Order, *, key: str) -> Request:  # noqa: ARG002
        """Queue a run; fal takes no idempotency key."""
        model = self._model(order)
        suffix = self.account.extra.get("duration_suffix", "")
        body: dict[str, Json] = {
            "prompt": order.prompt,
            "duration": f"{self._duration_s(order):g}{suffix}",
            "seed": order.seed % LARGEST_SEED,
            **self._start(order),
        }
        body = offers.merged(body, self.account.mapping("input"), wishes(order))
        params = {"fal_webhook": self.notices_url} if self.wants_notices else {}
        return replace(self._request("POST", f"/{model}", body), params=params)

    def job(self, reply: Reply) -> Job:
        """Keep the paths that submit returned: they are not those of the model."""
        body = reply.object()
        names = ("status_url", "response_url", "cancel_url")
        return Job(_text(body, "request_id"), {n: self._path(_text(body, n)) for n in names})

    def keys(self) -> Request:
        """Ask for fal's public keys, a JWKS."""
        return Request("GET", str(self.account.extra.get("jwks_url") or JWKS_URL))

    def told(self, notice: Notice, keys: Reply) -> str:
        """Return the run that a webhook proves to be about; its payload is not looked at."""
        return signing.verify(notice, signing.keys_of(keys.json()))

    def poll(self, job: Job) -> Request:
        """Ask for the status."""
        return self._request("GET", job.data["status_url"])

    def progress(self, reply: Reply) -> Progress:
        """Read the status; a failed run is COMPLETED with an error."""
        body = reply.object()
        status = body.get("status")
        if not isinstance(status, str) or status not in STATES:
            raise UnknownStatus(f"fal says {status!r}, which is no status its documentation has.")
        kind, said = str(body.get("error_type") or ""), str(body.get("error") or "")
        if status == "COMPLETED" and kind in CANCELLED:
            return Progress(State.CANCELLED, detail=said)
        error = _classify(kind, said, reply.headers) if status == "COMPLETED" else None
        if error:
            if kind.startswith(AGAIN):  # which its result would be answered with
                error.status = HTTPStatus.SERVICE_UNAVAILABLE
            return Progress(State.FAILED, detail=said, error=error)
        position = body.get("queue_position")
        waiting = f"{position} ahead in the queue" if position is not None else ""
        return Progress(STATES[status], detail=said or waiting)

    def fetch(self, job: Job) -> Request:
        """Ask for the output; of a failed run this is an HTTP error that says why."""
        return self._request("GET", job.data["response_url"])

    def result(self, reply: Reply) -> Result:
        """Read the clip's address from the output."""
        video = reply.object().get("video")
        if not isinstance(video, dict) or not isinstance(video.get("url"), str):
            raise BadReply("fal completed the run without a video. Is the model a video model?")
        types = ("video/mp4", "video/webm", "video/quicktime")
        return Result(url=video["url"], content_types=types, max_bytes=MAX_BYTES)

    def cancel(self, job: Job) -> Request:
        """Ask to stop; certain only while the run is queued."""
        return self._request("PUT", job.data["cancel_url"])

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify by error type; the status alone proves little."""
        if reply.status < HTTPStatus.BAD_REQUEST:
            return None
        kind, said = _fault(reply)
        if reply.headers.get("x-fal-request-timeout-type") == "user":
            return Fatal(f"fal gave up as the connection asked it to: {said}.")
        if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return Fatal(f"fal refused the account: {said}. Check the key and the balance.")
        if reply.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.NOT_FOUND):
            return None
        error = _classify(kind, said, reply.headers)
        if not error and reply.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            return Fatal(f"fal cannot use the order ({kind or 'invalid input'}): {said}.")
        return error

    def _model(self, order: Order) -> str:
        extra, starts = self.account.extra, picture_url(order)
        model = str(extra.get("image_model") or order.model) if starts else order.model
        if not _MODEL.fullmatch(model):
            name, example = ("image_model", "image") if starts else ("model", "text")
            raise Fatal(
                f"fal model {model!r} is not like owner/app/path. Set extra.{name} of the "
                f"connection, for example fal-ai/kling-video/v3/pro/{example}-to-video."
            )
        return model

    def _start(self, order: Order) -> dict[str, Json]:
        """Return the picture, whose shape is then the clip's, or else the shape."""
        url = picture_url(order)
        field = str(self.account.extra.get("image_field") or "image_url")
        return {field: url} if url else {"aspect_ratio": order.aspect}

    def _duration_s(self, order: Order) -> float:
        return offers.duration_s(self.account, order.duration_s, (5, 10))

    def _request(self, method: str, path: str, body: Json = None) -> Request:
        account = self.account
        if not account.secret:
            raise Fatal("fal needs a key. Set the password of the connection with provider fal.")
        key = f"{account.login}:{account.secret}" if account.login else account.secret
        return Request(method, path, json=body, secret_headers={"authorization": f"Key {key}"})

    def _path(self, url: str) -> str:
        """Keep the path below the base URL, which alone may be called with the key."""
        base, parts = self.account.base_url or self.base_url, urlsplit(url)
        own = urlsplit(base.rstrip("/"))
        if (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
            raise BadReply(f"fal sent to {parts.netloc}, which is not the connection's host.")
        if not parts.path.startswith(f"{own.path}/"):
            raise BadReply("fal sent to a path outside the connection's host. Check the host.")
        return parts.path.removeprefix(own.path)


def _classify(kind: str, said: str, headers: Mapping[str, str]) -> ProviderError | None:
    if kind == "content_policy_violation":
        return Refused(f"fal refused the prompt: {said}. Edit the script and run again.")
    if kind.startswith(AGAIN):
        return Lost(f"fal could not run the order ({kind}): {said}. A new order is needed.")
    if kind in CANCELLED:
        return Fatal(f"fal says the run was cancelled: {said}. Clear the task to order again.")
    if kind in ASK_HEADER and "x-fal-retryable" in headers:
        if headers["x-fal-retryable"] == "true":
            return Lost(f"fal's model failed ({kind}): {said}. A new order is needed.")
        return Fatal(f"fal's model failed ({kind}): {said}. Change the order or the model.")
    return None


def _fault(reply: Reply) -> tuple[str, str]:
    """Return error type and text from either of fal's two error shapes."""
    body = reply.object_or_empty()
    detail: Any = body.get("detail")
    if isinstance(detail, list) and detail and isinstance(detail[0], dict):
        kind, said = str(detail[0].get("type", "")), str(detail[0].get("msg", ""))
    else:
        kind, said = str(body.get("error_type") or ""), str(detail or "")
    return reply.headers.get("x-fal-error-type", kind), said or f"HTTP {reply.status}"


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise BadReply(f"fal answered without {name}. Check the connection's host.")
    return value
