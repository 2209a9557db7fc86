"""Volcengine's music generation: an instrumental bed of 30 to 120 seconds.

API reference: https://www.volcengine.com/docs/84992/2100970

The text is Chinese: others are reported to come out worse. A piece too like a known one is withheld
and needs another text, so each new submission names other instruments. Files are WAV labelled
video/mp4, and how long their URLs hold is reported as anything from a day to a year.
Unverified: that ``Code`` stands at the top of a reply (looked for in ``ResponseMetadata`` too).
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
    Retryable,
    UnknownStatus,
)
from include.providers.protocols import volcengine
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

VERSION = "2024-08-12"
ACTION, POLL = "GenBGMForTime", "QuerySong"
STATES = {0: State.QUEUED, 1: State.RUNNING, 2: State.SUCCEEDED, 3: State.FAILED}
SHORTEST_S, LONGEST_S = 30, 120

ACCOUNT = (100011, 100013, 200020, 200021, 200022, 200024, 200027, 200028)
"""Address, signature, pack or switch: about us, not about the job."""
LIMITED = (200023, 400040, 429)
INTERNAL = (100001,)
TASK_NOT_FOUND = 300052
SIMILAR = (300030, 50000001)

MOODS = {
    "calm": "安静舒缓",
    "bright": "明亮轻快",
    "curious": "好奇灵动",
    "serious": "沉稳严肃",
    "upbeat": "积极欢快",
}
INSTRUMENTS = (
    "钢琴与木吉他",
    "弦乐与合成器铺底",
    "电钢琴与轻打击乐",
    "尤克里里与钢片琴",
    "大提琴与竖琴",
)
MAX_BYTES = 100 << 20


class VolcengineMusic(JobProvider):
    """Music beds from Volcengine."""

    stage = "music"
    docs_url = "https://www.volcengine.com/docs/84992/2100970"
    limits = "About two calls a second, 30 to 120 seconds a piece; fetched at once."
    base_url = "https://open.volcengineapi.com"
    console_url = "https://console.volcengine.com/"
    result_hosts = ("*.volces.com", "*.volccdn.com", "*.douyinvod.com")
    settings = (
        *volcengine.SETTINGS,
        Setting("model", "its version (v5.0)"),
        Setting("model_field", "what the service calls it (Version; one report says ModelVersion)"),
        Setting("price_per", "`piece` or `second`"),
        Setting(
            "action",
            "GenBGMForTime is paid by the second, GenBGM from a prepaid pack (GenBGMForTime)",
        ),
        Setting(
            "input",
            "whatever else it takes, as an object; null leaves out one of ours",
            shapes=True,
        ),
    )
    max_duration_s = float(LONGEST_S)
    licence = "as Volcengine's terms for generated music"

    def price_usd(self, order: Order) -> float:
        """Price of the piece, from the connection."""
        return self.account.cost_usd(second=_duration_s(order))

    def submit(self, order: Order, *, key: str) -> Request:
        """Submit a piece; ``key`` only varies its text."""
        extra = self.account.extra
        body = {
            "Text": _text(order, key),
            "Duration": _duration_s(order),
            str(extra.get("model_field") or "Version"): order.model or "v5.0",
            "EnableInputRewrite": False,
        }
        body = offers.merged(body, self.account.mapping("input"))
        return self._call(str(extra.get("action") or ACTION), body)

    def job(self, reply: Reply) -> Job:
        """Read the task's id."""
        task_id = _result(reply).get("TaskID")
        if not isinstance(task_id, str) or not task_id:
            raise BadReply("Volcengine accepted the piece without an id. Check the host.")
        return Job(task_id)

    def poll(self, job: Job) -> Request:
        """Ask for the task, which also holds the result."""
        return self._call(POLL, {"TaskID": job.job_id})

    def progress(self, reply: Reply) -> Progress:
        """Read the status."""
        if _code(reply) == TASK_NOT_FOUND:
            gone = Fatal(
                "Volcengine does not know the piece's task. Clear the task to order again."
            )
            return Progress(State.FAILED, error=gone)
        result = _result(reply)
        status = result.get("Status")
        if status is None:
            raise BadReply("Volcengine answered without a status. Check the connection's host.")
        if not isinstance(status, int) or status not in STATES:
            raise UnknownStatus(f"Volcengine says {status!r}, no status its documentation has.")
        percent = reading.number_of(result, "Progress") or None
        if STATES[status] is State.FAILED:
            reason = result.get("FailureReason")
            reason = reason if isinstance(reason, dict) else {}
            error = _ended(reason.get("Code"), str(reason.get("Msg") or "it does not say why"))
            return Progress(State.FAILED, detail=str(reason.get("Msg") or ""), error=error)
        return Progress(STATES[status], percent=percent)

    def fetch(self, job: Job) -> None:  # noqa: ARG002
        """Nothing more to ask: the last poll holds the result."""
        return

    def result(self, reply: Reply) -> Result:
        """Read the file's address and its length."""
        song = _result(reply).get("SongDetail")
        song = song if isinstance(song, dict) else {}
        url = song.get("AudioUrl")
        if not isinstance(url, str) or not url:
            raise BadReply("Volcengine finished without a file. Look at the task there.")
        wav = {"video/mp4": "audio/wav", "audio/x-wav": "audio/wav", "audio/wave": "audio/wav"}
        return Result(
            url,
            (*wav, "audio/wav", "audio/mpeg"),
            MAX_BYTES,
            duration_s=reading.number_of(song, "Duration"),
            relabel=wav,
        )

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify by code; an unknown task is for ``progress`` to read."""
        code = _code(reply)
        if code == TASK_NOT_FOUND:
            return None
        if code is None or code == 0:
            return volcengine.gateway_error(self.name, reply)
        return _classify(code, _message(reply), reply.status)

    def _call(self, action: str, body: Json) -> Request:
        region, service = "cn-beijing", "imagination"
        return volcengine.call(self.account, action, VERSION, body, region=region, service=service)


def _duration_s(order: Order) -> int:
    return max(SHORTEST_S, min(LONGEST_S, round(order.duration_s)))


def _text(order: Order, key: str) -> str:
    """Describe the piece; the number of earlier submissions, at the key's end, chooses words."""
    earlier = key.rpartition("-")[2]
    chosen = (order.seed + (int(earlier) if earlier.isdecimal() else 0)) % len(INSTRUMENTS)
    mood = MOODS.get(str(order.options.get("mood")), "")
    words = (
        "背景纯音乐",
        mood,
        INSTRUMENTS[chosen],
        "适合短视频旁白",
        "全程没有人声",
        order.prompt,
    )
    return "，".join(word for word in words if word)


def _classify(code: int, said: str, status: int) -> ProviderError | None:
    if code in ACCOUNT:
        # its words may quote what was signed
        return volcengine.coded(
            Fatal(f"Volcengine refused the account (code {code}). Check both keys of the "
                  "connection, the music packs, and this machine's clock."),
            HTTPStatus.FORBIDDEN,
        )  # fmt: skip
    about = f"(code {code}): {said}"
    if code in SIMILAR:
        return Lost(f"Volcengine's piece is too like a known one {about}. Another is ordered.")
    if code in LIMITED or status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(f"Volcengine takes no more now {about}")
    if code in INTERNAL:
        trouble = Retryable(f"Volcengine has trouble {about}")
        return volcengine.coded(trouble, HTTPStatus.INTERNAL_SERVER_ERROR)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    return volcengine.coded(
        Fatal(f"Volcengine cannot use the order {about}. Check the connection's extra."),
        HTTPStatus.BAD_REQUEST,
    )


def _ended(code: Any, said: str) -> ProviderError:
    """Classify why a task failed: asking it again would change nothing."""
    known = {str(number): number for number in (*SIMILAR, *ACCOUNT)}.get(str(code))
    error = _classify(known, said, HTTPStatus.OK) if known else None
    return error or Lost(f"Volcengine could not finish (code {code}): {said}. Order it again.")


def _result(reply: Reply) -> dict[str, Any]:
    result = reply.object().get("Result")
    if not isinstance(result, dict):
        raise BadReply("Volcengine answered without a result. Check the connection's host.")
    return result


def _code(reply: Reply) -> int | None:
    code = reply.object_or_empty().get("Code", volcengine.gateway_fault(reply).get("CodeN"))
    return code if isinstance(code, int) else None


def _message(reply: Reply) -> str:
    return str(reply.object_or_empty().get("Message") or "no reason given")
