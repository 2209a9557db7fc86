"""The LiblibAI open platform: Star-3 Alpha pictures.

Run it by itself with ``python -m tests.emulators.liblib --port 9004``::

    AIRFLOW_CONN_DAILIES_IMAGE='{"conn_type": "http", "host": "http://127.0.0.1:9004",
      "login": "emulator-access", "password": "emulator-key",
      "extra": {"provider": "liblib", "price_usd": 0.02}}'

Routes: submit, status, file; ``result`` and ``job`` for what becomes of a run.
Misbehaviour of its own: on submit and status ``code`` (``code``, ``status``); on status
``unknown_status``; on job ``fails``, ``times_out``, ``blocked`` (the audit drops the picture),
``rejected`` (it is listed as not approved).
"""

import base64
import hmac
import re
import time
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.jobs import JobEmulator, Run
from tests.emulators.pictures import png
from tests.emulators.server import main

PATHS = {
    "/api/generate/webui/text2img/ultra": "submit",
    "/api/generate/webui/img2img/ultra": "submit",
    "/api/generate/webui/status": "status",
}
VALID_MS = 5 * 60 * 1000


class Liblib(JobEmulator):
    """LiblibAI's generations."""

    def defaults(self) -> dict[str, Any]:
        return {**super().defaults(), "login": "emulator-access"}

    def reset(self) -> None:
        super().reset()
        self.nonces: set[str] = set()

    def stats(self) -> dict[str, Any]:
        stats = super().stats()
        return {**stats, "points": 8 * stats["charged"]}

    def route(self, call: Call) -> str:
        return "file" if call.path.startswith("/files/") else PATHS.get(call.path, "unknown")

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "file":
            return self.file(call, content_type="image/png")
        if route == "unknown" or call.method != "POST":
            return _said(403, "no such path", status=404)
        if wrong := self._wrong_signature(call):
            # the real one quotes what it was sent, too
            return _said(401, f"{wrong}: {call.query}")
        if fault.get("how") == "code":
            return _said(fault["code"], "told to", status=fault.get("status", 200))
        if call.headers.get("content-type") != "application/json":
            return _said(100000, "Content-Type must be application/json")
        try:
            body = call.json()
        except ValueError:
            return _said(100000, "the body is not JSON")
        if route == "submit":
            return self._submit(call, body)
        run = self.runs.get(str(body.get("generateUuid")))
        return self._status(run, fault) if run else _said(100000, "generateUuid is unknown")

    def made(self, run: Run) -> bytes:
        wanted = run.body["generateParams"]
        return png(run.prompt, wanted.get("seed", 0), **wanted["imageSize"])

    def _submit(self, call: Call, body: Any) -> Answer:
        if wrong := _wrong(body, picture="img2img" in call.path):
            return _said(100000, wrong)
        run = self.accept(body, body["generateParams"]["prompt"])
        return _said(0, "", {"generateUuid": run.run_id})

    def _status(self, run: Run, fault: dict[str, Any]) -> Answer:
        phase, how = self.phase(run), run.fault.get("how")
        status = {"queued": 1, "running": 2}.get(phase, {"fails": 6, "times_out": 7}.get(how, 5))
        if fault.get("how") == "unknown_status":
            status = 42
        images: list[dict[str, Any]] = []
        if status == 5 and how != "blocked":
            url = self.file_url(run, "picture.png")
            audit = 4 if how == "rejected" else 3
            images = [{"imageUrl": url, "seed": 1, "auditStatus": audit}]
        data = {
            "generateUuid": run.run_id,
            "generateStatus": status,
            "percentCompleted": {1: 0.0, 2: 0.5}.get(status, 1.0),
            "generateMsg": "told to" if status == 6 else "",
            "pointsCost": 8,
            "accountBalance": 1000,
            "images": images,
        }
        return _said(0, "", data)

    def _wrong_signature(self, call: Call) -> str:
        query = call.query
        if query.get("AccessKey") != self.settings["login"]:
            return "AccessKey"
        at_ms, nonce = query.get("Timestamp", ""), query.get("SignatureNonce", "")
        if not re.fullmatch(r"\d{13}", at_ms) or abs(time.time() * 1000 - int(at_ms)) > VALID_MS:
            return "Timestamp"
        if not re.fullmatch(r"[A-Za-z0-9]{10,32}", nonce):
            return "SignatureNonce"
        with self.lock:
            if nonce in self.nonces:
                return "SignatureNonce is used"
            self.nonces.add(nonce)
        text = f"{call.path}&{at_ms}&{nonce}".encode()
        digest = hmac.digest(str(self.settings["key"]).encode(), text, "sha1")
        expected = base64.b64encode(digest).decode().translate({43: "-", 47: "_", 61: None})
        return "" if query.get("Signature") == expected else "Signature"


def _wrong(body: Any, *, picture: bool) -> str:
    wanted = body.get("generateParams") if isinstance(body, dict) else None
    if not isinstance(wanted, dict) or not re.fullmatch(
        r"[0-9a-f]{32}", body.get("templateUuid", "")
    ):
        return "templateUuid and generateParams are required"
    prompt, size = wanted.get("prompt"), wanted.get("imageSize")
    if not isinstance(prompt, str) or not prompt.strip() or len(prompt) > 2000:
        return "prompt must have 1 to 2000 characters"
    if ("aspectRatio" in wanted) == (size is not None):
        return "either aspectRatio or imageSize"
    if size and not all(512 <= size.get(name, 0) <= 2048 for name in ("width", "height")):
        return "imageSize must be 512 to 2048"
    if not 1 <= wanted.get("imgCount", 1) <= 4:
        return "imgCount must be 1 to 4"
    if picture and not wanted.get("controlnet", {}).get("controlImage", "").startswith("http"):
        return "controlImage must be a public URL"
    return ""


def _said(code: int, message: str, data: Any = None, *, status: int = 200) -> Answer:
    return Answer(status, {"code": code, "msg": message, "data": data})


if __name__ == "__main__":
    main(Liblib)
