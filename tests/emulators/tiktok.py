"""TikTok's Content Posting API: creator, direct post by upload, status.

Routes: token, creator, init, upload, status; and ``job``, for what becomes of the next post.
Settings: ``job_s``, ``client``, ``secret``, ``refresh_token``, ``access_s``, ``rotates``,
``options`` (privacy levels), ``longest_s``, ``posts`` (a day), ``min_chunk`` and ``max_chunk``,
``moderated`` (no post id yet), ``counts`` (uploaded_bytes is told).
Misbehaviour of its own: on any call ``code`` (``code``, ``status``); on upload ``closed`` (403, the
piece is lost) and ``elsewhere`` (416); on job ``fails`` (``reason``); on status ``forgotten``,
``strange`` and ``inbox``.
"""

import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.oauth import Accounts
from tests.emulators.server import Emulator, main

FLAGS = (
    "disable_comment",
    "disable_duet",
    "disable_stitch",
    "brand_content_toggle",
    "brand_organic_toggle",
    "is_aigc",
)


@dataclass
class Post:
    """A post that was begun."""

    info: dict[str, Any]
    size: int
    piece: int
    count: int
    fault: dict[str, Any]
    publish_id: str = field(default_factory=lambda: f"v_pub_file~v2.{secrets.randbelow(10**15)}")
    key: str = field(default_factory=lambda: secrets.token_hex(16))
    received: int = 0
    done_at: float = 0.0


class Tiktok(Emulator):
    """Open API, version 2."""

    def defaults(self) -> dict[str, Any]:
        return {
            "job_s": 0.0,
            "client": "emulator-client",
            "secret": "emulator-secret",
            "refresh_token": "emulator-refresh",
            "access_s": 86_400,
            "rotates": True,
            "options": ["PUBLIC_TO_EVERYONE", "SELF_ONLY"],
            "longest_s": 600,
            "posts": 15,
            "min_chunk": 5_000_000,
            "max_chunk": 64_000_000,
            "moderated": False,
            "counts": True,
        }

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.accounts = Accounts(self.settings)
            self.posts: dict[str, Post] = {}

    def stats(self) -> dict[str, Any]:
        with self.lock:
            public = [post for post in self.posts.values() if post.done_at and not post.fault]
            titles = [post.info["title"] for post in public]
            return {
                **super().stats(),
                "public": len(public),
                "begun": len(self.posts),
                "titles": titles,
            }

    def route(self, call: Call) -> str:
        if call.path.startswith("/upload/"):
            return "upload"
        return {
            "/v2/oauth/token/": "token",
            "/v2/post/publish/creator_info/query/": "creator",
            "/v2/post/publish/video/init/": "init",
            "/v2/post/publish/status/fetch/": "status",
        }.get(call.path, "unknown")

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "unknown":
            return refused(404, "invalid_params", "No such path")
        if call.method != ("PUT" if route == "upload" else "POST"):
            return refused(405, "invalid_params", "No such method")
        if route == "token":
            return self.accounts.token(call)
        if fault.get("how") == "code":
            return refused(fault["status"], fault["code"], "As told")
        if route == "upload":
            return self._upload(call, fault)
        if not self.accounts.knows(call):
            return refused(401, "access_token_invalid", "The access token is invalid")
        if call.headers.get("content-type") != "application/json":
            return refused(400, "invalid_params", "content-type")
        return getattr(self, f"_{route}")(call.json(), fault)

    def _creator(self, body: dict[str, Any], fault: dict[str, Any]) -> Answer:
        return ok(
            {
                "creator_username": "emulated",
                "creator_nickname": "Emulated",
                "privacy_level_options": self.settings["options"],
                "comment_disabled": False,
                "duet_disabled": True,
                "stitch_disabled": False,
                "max_video_post_duration_sec": self.settings["longest_s"],
            }
        )

    def _init(self, body: dict[str, Any], fault: dict[str, Any]) -> Answer:
        info, source = body.get("post_info", {}), body.get("source_info", {})
        if wrong := self._wrong(info, source):
            return refused(400, "invalid_params", wrong)
        if info["privacy_level"] not in self.settings["options"]:
            return refused(403, "privacy_level_option_mismatch", "privacy_level")
        with self.lock:
            if self.stats()["public"] >= self.settings["posts"]:
                return refused(403, "spam_risk_too_many_posts", "Too many posts today")
            size, piece = source["video_size"], source["chunk_size"]
            count = source["total_chunk_count"]
            post = Post(info, size, piece, count, self.fault_for("job"))
            self.posts[post.publish_id] = post
        url = f"{self.url}/upload/?upload_id={post.publish_id}&upload_token={post.key}"
        return ok({"publish_id": post.publish_id, "upload_url": url})

    def _wrong(self, info: dict[str, Any], source: dict[str, Any]) -> str:
        if len(str(info.get("title", "")).encode("utf-16-le")) // 2 > 2200:
            return "title"
        if not all(isinstance(info.get(flag), bool) for flag in FLAGS):
            return "every toggle is a boolean"
        if not isinstance(info.get("video_cover_timestamp_ms"), int):
            return "video_cover_timestamp_ms"
        if source.get("source") != "FILE_UPLOAD":
            return "source"
        names = ("video_size", "chunk_size", "total_chunk_count")
        size, piece, count = (source.get(name) for name in names)
        if not all(isinstance(each, int) and each > 0 for each in (size, piece, count)):
            return "sizes"
        least, most = self.settings["min_chunk"], self.settings["max_chunk"]
        whole = size < least
        if (whole and piece != size) or (not whole and not least <= piece <= most):
            return "chunk_size"
        return "" if count == max(1, size // piece) <= 1000 else "total_chunk_count"

    def _upload(self, call: Call, fault: dict[str, Any]) -> Answer:
        post = self.posts.get(call.query.get("upload_id", ""))
        if post is None:
            return Answer(404, b"")
        if fault.get("how") == "closed":
            post.key = ""
        if call.query.get("upload_token") != post.key:
            return Answer(403, b"")
        if "authorization" in call.headers:
            return Answer(400, b"the address is all that is needed")
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", call.headers.get("content-range", ""))
        if not found or call.headers.get("content-type") != "video/mp4":
            return Answer(400, b"")
        first, last, total = (int(number) for number in found.groups())
        if total != post.size or last - first + 1 != len(call.body):
            return Answer(400, b"")
        with self.lock:
            span = f"bytes 0-{post.received - 1}/{total}" if post.received else f"bytes */{total}"
            if first != post.received or fault.get("how") == "elsewhere":
                return Answer(416, b"", {"content-range": span})
            index = first // post.piece
            end = post.size if index == post.count - 1 else (index + 1) * post.piece
            if first % post.piece or last + 1 != end:
                return Answer(400, b"")
            post.received = last + 1
            if post.received < post.size:
                return Answer(206, b"")
            post.done_at = time.time()
            return Answer(201, b"")

    def _status(self, body: dict[str, Any], fault: dict[str, Any]) -> Answer:
        post = self.posts.get(str(body.get("publish_id")))
        if post is None or fault.get("how") == "forgotten":
            return refused(400, "invalid_publish_id", "publish_id")
        about: dict[str, Any] = {"status": "PROCESSING_UPLOAD"}
        if self.settings["counts"]:
            about["uploaded_bytes"] = post.received
        if fault.get("how") == "strange":
            about["status"] = "LEVITATING"
        elif post.done_at and time.time() - post.done_at >= self.settings["job_s"]:
            if post.fault:
                about |= {"status": "FAILED", "fail_reason": post.fault["reason"]}
            else:
                about["status"] = "PUBLISH_COMPLETE"
                ids = [] if self.settings["moderated"] else [7_000_000_000_000_000_001]
                about["publicaly_available_post_id"] = ids
        if fault.get("how") == "inbox":
            about["status"] = "SEND_TO_USER_INBOX"
        return ok(about)


def ok(data: dict[str, Any]) -> Answer:
    return Answer(200, {"data": data, "error": {"code": "ok", "message": "", "log_id": "l"}})


def refused(status: int, code: str, message: str) -> Answer:
    return Answer(status, {"data": {}, "error": {"code": code, "message": message, "log_id": "l"}})


if __name__ == "__main__":
    main(Tiktok)
