"""Jimeng (即梦) on Volcengine's visual API: what its clips and its images have in common.

Protocol: POST ``/?Action=…``, signed; a submit gives a task id, and polling needs the model's
``req_key`` again. Every reply has a ``code``, 10000 for success, whatever its HTTP status; a task
can be "done" under another code and has then failed.

Unverified, as the official pages could not be read: the names of gateway errors (classified by
HTTP status), codes 50520 to 50522 (asked again after a minute), the console's address, and that
tasks can be cancelled (extra ``cancel`` = true sends CVCancelTask).
"""

import json
from abc import abstractmethod
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from include.providers import offers
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
from include.providers.protocols import volcengine
from include.providers.protocols.pictures import picture_base64, picture_url
from include.providers.values import Job, Json, Order, Progress, Reply, Request, Setting, State

SUBMIT, POLL, CANCEL = "CVSync2AsyncSubmitTask", "CVSync2AsyncGetResult", "CVCancelTask"
VERSION, CANCEL_VERSION = "2022-08-31", "2024-06-06"

STATES = {
    "in_queue": State.QUEUED,
    "generating": State.RUNNING,
    "processing": State.RUNNING,
    "done": State.SUCCEEDED,
}
GONE = ("not_found", "expired")

OK = 10000
ACCOUNT = 50400
REFUSED = (50411, 50412, 50413, 50512, 50518)
"""Input picture, input text, sensitive words, output text, copyright of the input."""
ANEW = (50511, 50516, 50517, 50519)
"""What came out was not allowed: another run may come out otherwise."""
LIMITED = (50429, 50430)
INTERNAL = (50500, 50501)
RISK_SERVICE = (50520, 50521, 50522)
RISK_WAIT_S = 60.0

LONGEST_PROMPT = 800
LARGEST_PICTURE_BYTES = 4_700_000
SEEDS = 2**31


class JimengProvider(JobProvider):
    """Orders from Jimeng; a subclass says what it wants and reads what it got."""

    docs_url = "https://www.volcengine.com/docs/85621"
    base_url = "https://visual.volcengineapi.com"
    console_url = "https://console.volcengine.com/ai/ability/detail/10"
    result_hosts = ("*.aigc-cloud.com", "*.byteimg.com", "*.volccdn.com", "*.volces.com")
    settings: ClassVar[tuple[Setting, ...]] = (
        *volcengine.SETTINGS,
        Setting(
            "image_model",
            "the `req_key` for orders that start from a picture, where it is another",
            shapes=True,
        ),
        Setting(
            "input",
            "whatever else the model takes, as an object; null leaves out one of ours",
            shapes=True,
        ),
        Setting(
            "req_json",
            "how results are wanted, as an object (`aigc_meta`, `logo_info`)",
            shapes=True,
        ),
        Setting("cancel", "true to cancel by CVCancelTask"),
    )
    licence = "as Volcengine's terms for Jimeng"
    takes_picture = True
    example: ClassVar[str]

    @abstractmethod
    def wanted(self, order: Order) -> dict[str, Any]:
        """Return what the model is asked for, besides prompt, seed and picture."""

    def submit(self, order: Order, *, key: str) -> Request:  # noqa: ARG002
        """Submit a task; the service takes no idempotency key."""
        if len(order.prompt) > LONGEST_PROMPT:
            raise Fatal(
                f"The prompt has {len(order.prompt)} characters, Jimeng takes {LONGEST_PROMPT}. "
                "Shorten what is to be seen."
            )
        model = self.req_key(order)
        body = {
            "req_key": model,
            "prompt": order.prompt,
            "seed": order.seed % SEEDS,
            **_picture(order),
            **self.wanted(order),
        }
        body = offers.merged(body, self.account.mapping("input"))
        return self._call(SUBMIT, body, keep={"req_key": model})

    def req_key(self, order: Order) -> str:
        """Return the model: the connection's, or its ``image_model`` when there is a picture."""
        model = order.model
        if picture_url(order):
            model = str(self.account.extra.get("image_model") or model)
        if not model:
            raise Fatal(
                f"{self.name} needs a model. Set extra.model of the connection to a req_key, for "
                f"example {self.example}."
            )
        return model

    def job(self, reply: Reply) -> Job:
        """Read the task's id."""
        task_id = _data(reply).get("task_id")
        if not isinstance(task_id, str) or not task_id:
            raise BadReply("Jimeng accepted the task without an id. Check the connection's host.")
        return Job(task_id)

    def poll(self, job: Job) -> Request:
        """Ask for the result, which is also the status."""
        wishes = {**self.wishes(), **self.account.mapping("req_json")}
        body = self._about(job)
        if wishes:
            body["req_json"] = json.dumps(wishes)
        return self._call(POLL, body)

    def wishes(self) -> Mapping[str, Json]:
        """Return how the result is wanted; extra ``req_json`` adds to it (``aigc_meta``, …)."""
        return {}

    def progress(self, reply: Reply) -> Progress:
        """Read the status; "done" is a success only under code 10000."""
        status, code, said = _data(reply).get("status"), *_said(reply)
        if status in GONE:
            error = Lost(f"Jimeng knows the task no more ({status}). A new order is needed.")
            error.status = HTTPStatus.NOT_FOUND
            return Progress(State.FAILED, detail=str(status), error=error)
        if status is None:
            raise BadReply("Jimeng answered without a status. Check the connection's host.")
        if not isinstance(status, str) or status not in STATES:
            raise UnknownStatus(f"Jimeng says {status!r}, no status its documentation has.")
        if status == "done" and code != OK:
            return Progress(State.FAILED, detail=said, error=_ended(code, said))
        return Progress(STATES[status])

    def fetch(self, job: Job) -> None:  # noqa: ARG002
        """Nothing more to ask: the last poll holds the result."""
        return

    def cancel(self, job: Job) -> Request | None:
        """Ask to stop, where the connection says that the service can."""
        if not self.account.extra.get("cancel"):
            return None
        return self._call(CANCEL, self._about(job), version=CANCEL_VERSION)

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify by code; that of a task which has ended is for ``progress`` to read."""
        if fault := volcengine.gateway_error(self.name, reply):
            return fault
        code, said = _said(reply)
        data = reply.object_or_empty().get("data")
        over = isinstance(data, dict) and data.get("status") in ("done", *GONE)
        if code in (OK, None) or (over and reply.status < HTTPStatus.BAD_REQUEST):
            return None
        return _classify(code, said, reply.status)

    def _about(self, job: Job) -> dict[str, Any]:
        model = job.data.get("req_key") or self.account.model
        return {"req_key": model, "task_id": job.job_id}

    def _call(
        self,
        action: str,
        body: Json,
        *,
        version: str = VERSION,
        keep: Mapping[str, str] | None = None,
    ) -> Request:
        return volcengine.call(
            self.account, action, version, body, region="cn-north-1", service="cv", keep=keep
        )


def _picture(order: Order) -> dict[str, Any]:
    url = picture_url(order)
    if not url:
        return {}
    data = picture_base64(order)
    if len(data) * 3 // 4 > LARGEST_PICTURE_BYTES:
        raise Fatal(
            f"The picture has {len(data) * 0.75e-6:.1f} MB, Jimeng takes "
            f"{LARGEST_PICTURE_BYTES / 1e6:.1f}. Have smaller pictures made."
        )
    return {"binary_data_base64": [data]} if data else {"image_urls": [url]}


def _classify(code: Any, said: str, status: int) -> ProviderError | None:
    about = f"(code {code}): {said}"
    if code in REFUSED:
        return Refused(f"Jimeng refused the content {about}. Edit the script and run again.")
    if code in ANEW:
        return Lost(f"Jimeng withheld what it made {about}. A new order is needed.")
    if code in LIMITED:
        return RateLimited(f"Jimeng takes no more now {about}.")
    if code in (*INTERNAL, *RISK_SERVICE):
        wait_s = RISK_WAIT_S if code in RISK_SERVICE else None
        trouble = Retryable(f"Jimeng has trouble {about}.", retry_after_s=wait_s)
        worth = HTTPStatus.INTERNAL_SERVER_ERROR if code in INTERNAL else HTTPStatus.BAD_REQUEST
        return volcengine.coded(trouble, worth)
    if code != ACCOUNT and status in (HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)):
        return None
    remedy = "Check both keys and what they may do." if code == ACCOUNT else "Check the model."
    worth = HTTPStatus.FORBIDDEN if code == ACCOUNT else HTTPStatus.BAD_REQUEST
    return volcengine.coded(Fatal(f"Jimeng does not take the order {about}. {remedy}"), worth)


def _ended(code: Any, said: str) -> ProviderError:
    """Classify the code of a task that is over: asking it again would change nothing."""
    error = _classify(code, said, HTTPStatus.OK)
    if isinstance(error, Retryable):
        return Lost(f"Jimeng could not finish (code {code}): {said}. A new order is needed.")
    return error or Fatal(f"Jimeng ended the task with code {code}: {said}. Look there.")


def _data(reply: Reply) -> dict[str, Any]:
    data = reply.object().get("data")
    if not isinstance(data, dict):
        raise BadReply("Jimeng answered without data. Check the connection's host.")
    return data


def _said(reply: Reply) -> tuple[Any, str]:
    body = reply.object_or_empty()
    code = body.get("code")
    return code if isinstance(code, int) else None, str(body.get("message") or "no reason given")
