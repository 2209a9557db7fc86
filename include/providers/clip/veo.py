"""Google Veo on Vertex AI (Gemini Enterprise Agent Platform): clips of 4, 6 or 8 seconds.

API reference: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/veo-video-generation

Tokens live for an hour: have a secrets backend issue them. Keys of service accounts are not
exchanged here.

Clips come inside the reply, or with ``storageUri`` in ``input`` from that bucket, which the token
must be allowed to read (at ``storage_host``). Polls leave the clip out with the field mask
``poll_fields`` (UNVERIFIED for this method; without it a poll is merely large). A finished
operation without a video but with ``raiMediaFilteredCount`` was filtered for safety; it is not
billed (UNVERIFIED). There is no idempotency key and no list of operations. ``cancel`` = true uses
the generic operations:cancel (UNVERIFIED). The Gemini API no longer serves Veo (since 2026-10-22):
see ``gemini_omni``.
List prices (mirrors, UNVERIFIED): 3.1 0.40, fast 0.15, lite 0.05 USD a second; less without sound.
"""

import re
from dataclasses import replace
from urllib.parse import quote

from include.providers import offers, reading
from include.providers.base import JobProvider
from include.providers.errors import BadReply, Fatal, ProviderError, UnknownStatus
from include.providers.protocols import google, operations
from include.providers.protocols.pictures import carried, wishes
from include.providers.values import (
    Account,
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

STORAGE = "https://storage.googleapis.com"
MAX_BYTES, MAX_STORED_BYTES = 64 << 20, 200 << 20
SEEDS = 2**32

_PLAIN = re.compile(r"[A-Za-z0-9][\w.:-]*")
_BUCKET = re.compile(r"gs://([a-z0-9][\w.-]+)/(.+)")
_OPERATION = re.compile(r"(projects/[\w.:/-]+/models/[\w.-]+)/operations/([\w-]+)")


class Veo(JobProvider):
    """Clips from Veo, by long-running operations."""

    stage = "clip"
    docs_url = (
        "https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/veo-video-generation"
    )
    limits = "10 requests a minute and project; 8 s only at 1080p and above; 64 MB a clip."
    console_url = "https://console.cloud.google.com/vertex-ai"
    max_duration_s = 8.0
    poll_interval_s = 12.0
    max_reply_bytes = 88 << 20
    result_hosts = ("storage.googleapis.com",)
    settings = (
        Setting(
            "password", "an OAuth2 access token for scope cloud-platform, or a key: see `auth`"
        ),
        Setting("project", "the Google Cloud project; must be stated"),
        Setting("location", "region, or `global` (us-central1); the host follows it"),
        Setting("model", "such as veo-3.1-fast-generate-001; must be stated"),
        Setting("price_per", "`piece` or `second`"),
        Setting("resolution", "720p, 1080p or 4k (720p)", shapes=True),
        Setting("durations", "seconds that the model offers (4, 6 and 8)", shapes=True),
        Setting(
            "input",
            "other parameters, as an object: `storageUri`, `generateAudio` (false); null leaves "
            "out one of ours",
            shapes=True,
        ),
        Setting("auth", "`api_key` where the password is an express-mode key"),
        Setting(
            "poll_fields", "field mask of a poll, so that it leaves out the clip (name,done,error)"
        ),
        Setting(
            "storage_host",
            "where the bucket of `storageUri` is read (https://storage.googleapis.com)",
        ),
        Setting("cancel", "true to cancel by operations:cancel"),
        Setting("api_version", "path of the API (v1)"),
    )
    licence = "as Google's terms for generated content"
    takes_picture = True

    def __init__(self, account: Account | None = None) -> None:
        account = account or Account()
        location = self._plain(account, "location", "us-central1")
        area = "" if location == "global" else f"{location}-"
        home = f"https://{area}aiplatform.googleapis.com"
        super().__init__(replace(account, base_url=account.base_url or home))
        if not self.account.base_url.rstrip("/").endswith("aiplatform.googleapis.com"):
            self.console_url = ""
        elif project := account.extra.get("project"):
            self.console_url = f"{self.console_url}?project={quote(str(project), safe='')}"
        self._location = location

    def price_usd(self, order: Order) -> float:
        """Price of the clip, from the connection."""
        return self.account.cost_usd(second=self._duration_s(order))

    def submit(self, order: Order, *, key: str) -> Request:  # noqa: ARG002
        """Start an operation; Veo takes no idempotency key."""
        project = self._plain(self.account, "project", "")
        model = order.model
        if not _PLAIN.fullmatch(model):
            raise Fatal(
                f"Veo model {model!r} is no model's name. Set extra.model of the connection, for "
                "example veo-3.1-fast-generate-001."
            )
        parameters = {
            "sampleCount": 1,
            "durationSeconds": round(self._duration_s(order)),
            "aspectRatio": "16:9" if offers.is_wide(order.aspect) else "9:16",
            "resolution": self._resolution,
            "seed": order.seed % SEEDS,
            "generateAudio": False,
        }
        extra = self.account.mapping("input")
        body = {
            "instances": [{"prompt": order.prompt, **_start(order)}],
            "parameters": offers.merged(parameters, extra, wishes(order)),
        }
        where = f"projects/{project}/locations/{self._location}/publishers/google/models/{model}"
        return self._request(f"{where}:predictLongRunning", body)

    def job(self, reply: Reply) -> Job:
        """Keep the operation's full name, which every later call needs."""
        name = reading.text_of(reply.object(), "name", "Veo")
        found = _OPERATION.fullmatch(name)
        if not found or ".." in name:
            raise BadReply("Veo's operation has a name of another shape. Check the host.")
        return Job(found[2], {"name": name})

    def poll(self, job: Job) -> Request:
        """Ask how the operation is doing, without the clip itself."""
        fields = str(self.account.extra.get("poll_fields", "name,done,error"))
        request = self._operation(job)
        return replace(request, params={"fields": fields}) if fields else request

    def progress(self, reply: Reply) -> Progress:
        """Read whether it is done; there is no percentage."""
        body = reply.object()
        done = body.get("done", False)
        if not isinstance(done, bool):
            raise UnknownStatus(f"Veo says done is {done!r}, which is no answer it documents.")
        if not done:
            reading.text_of(body, "name", "Veo")
            return Progress(State.RUNNING)
        if fault := reading.part(body, "error"):
            said = str(fault.get("message") or "")
            if fault.get("code") == operations.CANCELLED:
                return Progress(State.CANCELLED, detail=said)
            error = operations.failed(fault.get("code"), said, "Veo")
            return Progress(State.FAILED, detail=said, error=error)
        refused = operations.filtered(reading.part(body, "response"), "Veo")
        return Progress(State.FAILED if refused else State.SUCCEEDED, error=refused)

    def fetch(self, job: Job) -> Request:
        """Ask once more, for all of it."""
        return self._operation(job)

    def result(self, reply: Reply) -> Result:
        """Read the clip out of the reply."""
        response = reading.part(reply.object(), "response")
        if error := operations.filtered(response, "Veo"):
            raise error
        video = next(iter(reading.parts(response, "videos")), {})
        kind = str(video.get("mimeType") or "video/mp4")
        if kind not in ("video/mp4", "video/webm", "video/quicktime"):
            raise BadReply(f"Veo answered with {kind[:50]!r} instead of a video. Clear the task.")
        if isinstance(video.get("gcsUri"), str):
            return self._stored(video["gcsUri"], kind)
        encoded = video.get("bytesBase64Encoded")
        if not isinstance(encoded, str) or not encoded:
            raise BadReply("Veo finished without a video and without saying why. Clear the task.")
        data = reading.bytes_of(encoded, "Veo", max_bytes=MAX_BYTES)
        return Result("", (kind,), MAX_BYTES, inline=data)

    def cancel(self, job: Job) -> Request | None:
        """Ask to stop, where the connection says that this works."""
        if not self.account.extra.get("cancel"):
            return None
        return self._request(f"{job.data['name']}:cancel", {})

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify as Google's services do."""
        return google.error_of(
            reply, "Veo", credentials="the token in the password (it lives an hour) and the project"
        )

    @property
    def _resolution(self) -> str:
        return str(self.account.extra.get("resolution", "720p"))

    def _duration_s(self, order: Order) -> float:
        offered = (4, 6, 8) if self._resolution == "720p" else (8,)
        return offers.duration_s(self.account, order.duration_s, offered)

    def _operation(self, job: Job) -> Request:
        name = job.data["name"]
        model = name.partition("/operations/")[0]
        return self._request(f"{model}:fetchPredictOperation", {"operationName": name})

    def _request(self, path: str, body: Json) -> Request:
        version = self._plain(self.account, "api_version", "v1")
        return Request("POST", f"/{version}/{path}", json=body, secret_headers=self._auth())

    def _auth(self) -> dict[str, str]:
        secret = self.account.secret
        if not secret:
            raise Fatal("Veo needs an access token. Set the password of its connection.")
        if self.account.extra.get("auth") == "api_key":
            return {"x-goog-api-key": secret}
        return {"authorization": f"Bearer {secret}"}

    def _stored(self, uri: str, kind: str) -> Result:
        """Fetch from the bucket that ``storageUri`` named, with the same token."""
        found = _BUCKET.fullmatch(uri)
        if not found:
            raise BadReply("Veo left the clip where it cannot be fetched. Check storageUri.")
        host = str(self.account.extra.get("storage_host", STORAGE)).rstrip("/")
        return Result(
            f"{host}/{found[1]}/{quote(found[2])}",
            (kind,),
            MAX_STORED_BYTES,
            headers=self._auth(),
            trusted=host,
        )

    def _plain(self, account: Account, name: str, default: str) -> str:
        value = str(account.extra.get(name) or default)
        if not _PLAIN.fullmatch(value):
            raise Fatal(f"Veo cannot use {name} {value!r}. Set extra.{name} of its connection.")
        return value


def _start(order: Order) -> dict[str, Json]:
    picture = carried(order, "Veo")
    if not picture:
        return {}
    return {"image": {"bytesBase64Encoded": picture.data, "mimeType": picture.mime_type}}
