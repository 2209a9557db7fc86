"""Instagram's Graph API: containers, resumable uploads, publishing, the account's media.

It is worse than the real one may be: whoever publishes a container twice has two Reels.

Routes: limit, create, upload, container, publish, permalink, media, refresh; and ``job``, for what
becomes of the next container.
Settings: ``job_s``, ``user``, ``token``, ``total`` (publications in 24 hours), ``late_s`` (how long
a publication takes that was answered badly).
Misbehaviour of its own: on any call ``code`` (``code``, ``sub``, ``status``, ``transient``); on
upload ``half`` and ``unretriable``; on container ``strange``; on publish ``late`` (answered 500,
and published after ``late_s``) and ``forgets`` (published, and the containers are gone); on job
``fails`` (``text``) and ``expires``.
"""

import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from tests.emulators.answers import Answer, Call
from tests.emulators.server import Emulator, main

PATH = re.compile(r"/v\d+\.\d+/(.+)")
UPLOAD = re.compile(r"/ig-api-upload/v\d+\.\d+/(\d+)")


@dataclass
class Container:
    """A Reel that is not published yet."""

    form: dict[str, str]
    fault: dict[str, Any]
    container_id: str = field(default_factory=lambda: str(secrets.randbelow(10**17) + 10**17))
    size: int = 0
    received: int = 0
    full_at: float = 0.0
    media: list[str] = field(default_factory=list)


class Instagram(Emulator):
    """The content publishing API."""

    def defaults(self) -> dict[str, Any]:
        return {
            "job_s": 0.0,
            "user": "17841400000000000",
            "token": "emulator-token",
            "total": 100,
            "late_s": 0.2,
        }

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.containers: dict[str, Container] = {}
            self.reels: dict[str, dict[str, Any]] = {}
            self.renewed: list[str] = []

    def stats(self) -> dict[str, Any]:
        with self.lock:
            captions = [reel["caption"] for reel in self.reels.values()]
            known = {"containers": len(self.containers), "captions": captions}
            return {**super().stats(), "public": len(self.reels), **known}

    def forget(self) -> None:
        """Know no container any more."""
        with self.lock:
            self.containers.clear()

    def route(self, call: Call) -> str:
        if call.path == "/refresh_access_token":
            return "refresh"
        if UPLOAD.fullmatch(call.path):
            return "upload"
        found = PATH.fullmatch(call.path)
        if not found:
            return "unknown"
        node, _, edge = found[1].partition("/")
        if node != self.settings["user"]:
            known = "permalink" if node in self.reels else "container"
            return known if not edge and call.method == "GET" else "unknown"
        edges = {
            "content_publishing_limit": "limit",
            "media_publish": "publish",
            "media": "create" if call.method == "POST" else "media",
        }
        return edges.get(edge, "unknown")

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "unknown":
            return refused(400, 100, 0, f"Unsupported request: {call.path}")
        if fault.get("how") == "code":
            status, sub = fault.get("status", 400), fault.get("sub", 0)
            return refused(status, fault["code"], sub, "As told", bool(fault.get("transient")))
        scheme = "OAuth" if route == "upload" else "Bearer"
        tokens = {self.settings["token"], *self.renewed}
        if call.headers.get("authorization", "").removeprefix(f"{scheme} ") not in tokens:
            return refused(400, 190, 463, "Error validating access token: Session has expired")
        return getattr(self, f"_{route}")(call, fault)

    def _refresh(self, call: Call, fault: dict[str, Any]) -> Answer:
        if call.query.get("grant_type") != "ig_refresh_token":
            return refused(400, 100, 0, "grant_type")
        self.renewed.append(f"renewed-{secrets.token_hex(8)}")
        body = {"access_token": self.renewed[-1], "expires_in": 5_184_000, "token_type": "bearer"}
        return Answer(200, body)

    def _limit(self, call: Call, fault: dict[str, Any]) -> Answer:
        config = {"quota_total": self.settings["total"], "quota_duration": 86_400}
        return Answer(200, {"data": [{"quota_usage": len(self.reels), "config": config}]})

    def _create(self, call: Call, fault: dict[str, Any]) -> Answer:
        form = dict(parse_qsl(call.body.decode()))
        if form.get("media_type") != "REELS":
            return refused(400, 100, 0, "media_type")
        if len(form.get("caption", "")) > 2200 or form.get("caption", "").count("#") > 30:
            return refused(400, 100, 2207010, "The caption is too long")
        if not form.get("thumb_offset", "0").isdecimal():
            return refused(400, 100, 2207057, "thumb_offset")
        fetched = form.get("video_url", "")
        if (form.get("upload_type") == "resumable") == bool(fetched):
            return refused(400, 100, 0, "Either video_url or upload_type=resumable")
        with self.lock:
            made = Container(form, self.fault_for("job"))
            self.containers[made.container_id] = made
        if fetched:
            made.full_at = time.time()
            return Answer(200, {"id": made.container_id})
        uri = f"{self.url}/ig-api-upload/v23.0/{made.container_id}"
        return Answer(200, {"id": made.container_id, "uri": uri})

    def _upload(self, call: Call, fault: dict[str, Any]) -> Answer:
        found = UPLOAD.fullmatch(call.path)
        made = self.containers.get(found[1] if found else "")
        offset, size = call.headers.get("offset", ""), call.headers.get("file_size", "")
        if made is None or not offset.isdecimal() or not size.isdecimal():
            return failed("no such upload", retriable=False)
        if fault.get("how") == "unretriable":
            return failed("The file is no video", retriable=False)
        with self.lock:
            if int(offset) != made.received or int(offset) + len(call.body) != int(size):
                return failed(f"{made.received} bytes are here", retriable=True)
            if fault.get("how") == "half":
                made.received += len(call.body) // 2
                return failed("The upload broke off", retriable=True)
            made.received, made.size, made.full_at = int(size), int(size), time.time()
        return Answer(200, {"success": True, "message": "Upload successful."})

    def _container(self, call: Call, fault: dict[str, Any]) -> Answer:
        made = self.containers.get(call.path.rpartition("/")[2])
        if made is None:
            return refused(400, 24, 2207006, "The requested resource does not exist")
        code = "LEVITATING" if fault.get("how") == "strange" else self._code(made)
        phase = {"status": "complete" if made.full_at else "in_progress"}
        status = {"uploading_phase": {**phase, "bytes_transferred": made.received}}
        about = {"id": made.container_id, "status_code": code, "video_status": status}
        text = made.fault.get("text", "") if code == "ERROR" else code.title()
        return Answer(200, {**about, "status": f"{code.title()}: {text}"})

    def _code(self, made: Container) -> str:
        if made.media:
            return "PUBLISHED"
        if not made.full_at or time.time() - made.full_at < self.settings["job_s"]:
            return "IN_PROGRESS"
        return {"fails": "ERROR", "expires": "EXPIRED"}.get(made.fault.get("how", ""), "FINISHED")

    def _publish(self, call: Call, fault: dict[str, Any]) -> Answer:
        form = dict(parse_qsl(call.body.decode()))
        made = self.containers.get(form.get("creation_id", ""))
        if made is None:
            return refused(400, 24, 2207006, "The media could not be found")
        if self._code(made) not in ("FINISHED", "PUBLISHED"):
            return refused(400, 9007, 2207027, "The media is not ready to be published")
        if len(self.reels) >= self.settings["total"]:
            return refused(403, 9, 2207042, "You reached the maximum number of posts")
        if fault.get("how") == "late":
            threading.Timer(self.settings["late_s"], self._make, [made]).start()
            return refused(500, 2, 0, "An unexpected error", transient=True)
        media = self._make(made)
        if fault.get("how") == "forgets":
            self.forget()
            return refused(500, 1, 0, "An unknown error")
        return Answer(200, {"id": media})

    def _make(self, made: Container) -> str:
        with self.lock:
            media = str(secrets.randbelow(10**17) + 2 * 10**17)
            made.media.append(media)
            self.reels[media] = {
                "id": media,
                "caption": made.form["caption"],
                "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000"),
                "permalink": f"https://www.instagram.com/reel/{media}/",
            }
            return media

    def _permalink(self, call: Call, fault: dict[str, Any]) -> Answer:
        reel = self.reels[call.path.rpartition("/")[2]]
        return Answer(200, {name: reel[name] for name in ("id", "permalink")})

    def _media(self, call: Call, fault: dict[str, Any]) -> Answer:
        newest = list(reversed(self.reels.values()))[: int(call.query.get("limit", "25"))]
        return Answer(200, {"data": newest})


def refused(status: int, code: int, sub: int, message: str, transient: bool = False) -> Answer:
    fault = {
        "message": message,
        "type": "OAuthException",
        "code": code,
        "error_subcode": sub,
        "is_transient": transient,
        "fbtrace_id": "A",
    }
    return Answer(status, {"error": fault})


def failed(message: str, *, retriable: bool) -> Answer:
    about = {"retriable": retriable, "type": "ProcessingFailedError", "message": message}
    return Answer(400, {"debug_info": about})


if __name__ == "__main__":
    main(Instagram)
