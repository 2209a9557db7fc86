"""LiblibAI Star-3 Alpha: a picture from a text, or from a picture and a text.

API reference: https://openapi.liblibai.cloud

Everything is answered with HTTP 200 and a ``code``. A repeated submit spends points again, nothing
can be cancelled. A picture's URL holds for 7 days; a picture to start from must be at a public URL.
Unverified too: that a picture goes in as ``controlnet`` of img2img, and that Star-3 takes a seed.
The meanings of the codes are unverified: 429, 2xxxxx and HTTP 5xx are asked again, nothing else.
"""

from http import HTTPStatus
from typing import Any

from include.providers import offers, reading
from include.providers.base import JobProvider
from include.providers.errors import (
    BadReply,
    Fatal,
    Lost,
    ProviderError,
    RateLimited,
    Refused,
    Retryable,
    UnknownStatus,
)
from include.providers.protocols.pictures import picture_base64, picture_url
from include.providers.signing.liblib import signer_of
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

TEXT, PICTURE = "/api/generate/webui/text2img/ultra", "/api/generate/webui/img2img/ultra"
STATUS = "/api/generate/webui/status"
TEMPLATE = "5d7e67009b344550bc1aa6ccbfa1d7f4"

STATES = {
    1: State.QUEUED,
    2: State.RUNNING,
    3: State.RUNNING,  # made, not yet looked at
    4: State.RUNNING,  # being looked at
    5: State.SUCCEEDED,
    6: State.FAILED,
    7: State.FAILED,
}
APPROVED, UNDECIDED = 3, (1, 2)

REFUSED = (100052, 100055)
LIMITED = (429, 200001)
TROUBLE = range(200000, 300000)
ACCOUNT = {401: 401, 403: 403, 100010: 401, 100020: 401, 100021: 402}
"""Codes about us, with the HTTP status they stand for."""

SIZES_PX = {"9:16": (1152, 2048), "4:5": (1024, 1280), "1:1": (1024, 1024), "16:9": (2048, 1152)}
LONGEST_PROMPT = 2000
SEEDS = 2**31
MAX_BYTES = 50 << 20


class Liblib(JobProvider):
    """Pictures from LiblibAI."""

    stage = "image"
    docs_url = "https://openapi.liblibai.cloud"
    limits = "One submission a second and five tasks at once (unverified); kept for 7 days."
    base_url = "https://openapi.liblibai.cloud"
    console_url = "https://www.liblib.art/apis"
    result_hosts = ("*.liblib.cloud", "*.liblibai.cloud", "*.liblib.art")
    settings = (
        Setting("login", "the access key"),
        Setting("password", "the secret key"),
        Setting("model", "uuid of a template (that of Star-3 Alpha)"),
        Setting("point_usd", "what a point costs: then the true cost is known afterwards"),
        Setting("control", "how a picture is used (IPAdapter)", shapes=True),
        Setting(
            "input",
            "whatever else `generateParams` takes, as an object; null leaves out one of ours",
            shapes=True,
        ),
    )
    max_duration_s = 600.0
    """A still lasts as long as it is shown."""
    licence = "as LiblibAI's terms"

    def price_usd(self, order: Order) -> float:  # noqa: ARG002
        """Price of a picture, from the connection."""
        return self.account.cost_usd()

    def submit(self, order: Order, *, key: str) -> Request:  # noqa: ARG002
        """Submit a generation; the service takes no idempotency key."""
        if len(order.prompt) > LONGEST_PROMPT:
            raise Fatal(
                f"The prompt has {len(order.prompt)} characters, LiblibAI takes {LONGEST_PROMPT}. "
                "Shorten what is to be seen."
            )
        width, height = SIZES_PX.get(order.aspect, SIZES_PX["1:1"])
        wanted = {
            "prompt": order.prompt,
            "imageSize": {"width": width, "height": height},
            "imgCount": 1,
            "steps": 30,
            "seed": order.seed % SEEDS,
            **self._picture(order),
        }
        wanted = offers.merged(wanted, self.account.mapping("input"))
        body = {"templateUuid": order.model or TEMPLATE, "generateParams": wanted}
        return self._request(PICTURE if picture_url(order) else TEXT, body)

    def job(self, reply: Reply) -> Job:
        """Read the generation's id."""
        uuid = _data(reply).get("generateUuid")
        if not isinstance(uuid, str) or not uuid:
            raise BadReply("LiblibAI accepted the order without an id. Check the host.")
        return Job(uuid)

    def poll(self, job: Job) -> Request:
        """Ask for the status, which is also the result."""
        return self._request(STATUS, {"generateUuid": job.job_id})

    def progress(self, reply: Reply) -> Progress:
        """Read the status; only pictures that the audit approved count."""
        data = _data(reply)
        status, said = data.get("generateStatus"), str(data.get("generateMsg") or "")
        if status is None:
            raise BadReply("LiblibAI answered without a status. Check the connection's host.")
        if not isinstance(status, int) or status not in STATES:
            raise UnknownStatus(f"LiblibAI says {status!r}, no status its documentation has.")
        state, error = STATES[status], None
        if state is State.SUCCEEDED and not _approved(data):
            state, error = _without_approval(data)
        elif state is State.FAILED:
            how = f"could not make it: {said or 'it does not say why'}"
            how = "took too long over it" if status == 7 else how  # noqa: PLR2004
            error = Lost(f"LiblibAI {how}. A new order is needed.")
        done = reading.number_of(data, "percentCompleted")
        percent = min(done * 100, 100.0) if done else None
        return Progress(state, percent=percent, detail=said, error=error)

    def fetch(self, job: Job) -> None:  # noqa: ARG002
        """Nothing more to ask: the last poll holds the result."""
        return

    def result(self, reply: Reply) -> Result:
        """Read the picture's address, and what it cost where points have a price."""
        data = _data(reply)
        urls = [image.get("imageUrl") for image in _approved(data)]
        if not urls or not isinstance(urls[0], str) or not urls[0]:
            raise BadReply("LiblibAI finished without a picture. Look at the order there.")
        points = reading.number_of(data, "pointsCost")
        point_usd = self.account.number("point_usd", 0.0)
        cost = points * point_usd if points is not None and point_usd else None
        types = ("image/png", "image/jpeg", "image/webp")
        return Result(urls[0], types, MAX_BYTES, cost_usd=cost)

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify by code; where there is none, the HTTP status decides."""
        body = reply.object_or_empty()
        code = body.get("code")
        if not isinstance(code, int) or code == 0:
            return None
        if code in ACCOUNT:
            # its words may quote what was signed
            return _coded(
                Fatal(f"LiblibAI refused the account (code {code}). Check both keys of the "
                      "connection, the points left, and this machine's clock."),
                ACCOUNT[code],
            )  # fmt: skip
        about = f"(code {code}): {body.get('msg') or 'no reason given'}"
        if code in LIMITED or reply.status == HTTPStatus.TOO_MANY_REQUESTS:
            return RateLimited(f"LiblibAI takes no more now {about}")
        if code in TROUBLE or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            trouble = Retryable(f"LiblibAI has trouble {about}")
            return _coded(trouble, HTTPStatus.INTERNAL_SERVER_ERROR)
        if code in REFUSED:
            return Refused(f"LiblibAI refused the content {about}. Edit the script and run again.")
        return _coded(
            Fatal(f"LiblibAI cannot use the order {about}. Check the order and the template."),
            HTTPStatus.BAD_REQUEST,
        )

    def _picture(self, order: Order) -> dict[str, Any]:
        if picture_base64(order):
            raise Fatal(
                "LiblibAI takes pictures to start from by public URL only, and the order carries "
                "its bytes. Choose another image provider."
            )
        url = picture_url(order)
        if not url:
            return {}
        control = str(self.account.extra.get("control") or "IPAdapter")
        return {"controlnet": {"controlType": control, "controlImage": url}}

    def _request(self, path: str, body: Json) -> Request:
        return Request("POST", path, json=body, sign=signer_of(self.account))


def _without_approval(data: dict[str, Any]) -> tuple[State, ProviderError | None]:
    if any(image.get("auditStatus") in UNDECIDED for image in _images(data)):
        return State.RUNNING, None
    return State.FAILED, Refused(
        "LiblibAI's audit let no picture through. Edit the script and run again."
    )


def _approved(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [image for image in _images(data) if image.get("auditStatus") == APPROVED]


def _images(data: dict[str, Any]) -> list[dict[str, Any]]:
    return reading.parts(data, "images")


def _data(reply: Reply) -> dict[str, Any]:
    data = reply.object().get("data")
    if not isinstance(data, dict):
        raise BadReply("LiblibAI answered without data. Check the connection's host.")
    return data


def _coded(error: ProviderError, status: int) -> ProviderError:
    error.status = status
    return error
