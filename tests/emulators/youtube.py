"""YouTube: resumable uploads, captions, covers, processing, and the channel's list of uploads.

Routes: token, start, send (a piece), query (``bytes */N``), captions, thumbnail, videos, channels,
playlist; and ``job``, for what becomes of the next video.
Settings: ``job_s`` (processing), ``client``, ``secret``, ``refresh_token``, ``access_s``,
``rotates``, ``scopes``, ``uploads`` (a day), ``units`` (a day), ``listed_s`` (until a new video is
in the list), ``audited``.
Misbehaviour of its own: on start ``quota`` (``reason``); on send ``fewer`` (acknowledges less than
it was sent), ``half`` (takes half of a piece and answers 503), ``moved`` (a new Location); on start
and send ``lost`` (the session is gone, whatever it had); on captions and thumbnail ``forbidden``;
on job ``fails`` (``status`` failed, rejected or deleted, and ``reason``); on videos ``strange``.
"""

import json
import re
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.oauth import Accounts
from tests.emulators.server import Emulator, main

UNIT = 262_144
COSTS = {"captions": 400, "thumbnail": 50, "videos": 1, "channels": 1, "playlist": 1}
CHANNEL = "UU-emulator"


@dataclass
class Session:
    """An upload that was begun."""

    resource: dict[str, Any]
    total: int
    content_type: str
    received: bytearray = field(default_factory=bytearray)
    video: str = ""
    gone: bool = False


@dataclass
class Video:
    """What an upload became."""

    video_id: str
    resource: dict[str, Any]
    size: int
    fault: dict[str, Any]
    at: float = field(default_factory=time.time)
    captions: list[str] = field(default_factory=list)
    covers: int = 0


class Youtube(Emulator):
    """The YouTube Data API, as far as publishing needs it."""

    def defaults(self) -> dict[str, Any]:
        return {
            "job_s": 0.0,
            "client": "emulator-client",
            "secret": "emulator-secret",
            "refresh_token": "emulator-refresh",
            "access_s": 3600,
            "rotates": False,
            "scopes": ["youtube.upload", "youtube.force-ssl"],
            "uploads": 100,
            "units": 10_000,
            "listed_s": 0.0,
            "audited": True,
        }

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.accounts = Accounts(self.settings)
            self.sessions: dict[str, Session] = {}
            self.videos: dict[str, Video] = {}
            self.units_used = 0

    def stats(self) -> dict[str, Any]:
        with self.lock:
            public = [video for video in self.videos.values() if self.is_public(video)]
            return {
                **super().stats(),
                "public": len(public),
                "videos": len(self.videos),
                "captions": sum(len(video.captions) for video in self.videos.values()),
                "covers": sum(video.covers > 0 for video in self.videos.values()),
                "titles": [video.resource["snippet"]["title"] for video in public],
            }

    def is_public(self, video: Video) -> bool:
        """Whether anybody sees a video, now or at the time it is scheduled for."""
        return not video.fault

    def route(self, call: Call) -> str:
        if call.path == "/token":
            return "token"
        if call.path == "/upload/youtube/v3/videos":
            if call.method == "POST":
                return "start"
            ranged = call.headers.get("content-range", "")
            return "query" if ranged.startswith("bytes */") else "send"
        return {
            "/upload/youtube/v3/captions": "captions",
            "/upload/youtube/v3/thumbnails/set": "thumbnail",
            "/youtube/v3/videos": "videos",
            "/youtube/v3/channels": "channels",
            "/youtube/v3/playlistItems": "playlist",
        }.get(call.path, "unknown")

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "unknown":
            return refused(404, "notFound", "Not Found")
        if route == "token":
            return self.accounts.token(call)
        if route in ("send", "query"):
            return getattr(self, f"_{route}")(call, fault)
        if not self.accounts.knows(call):
            return refused(401, "authError", "Invalid Credentials")
        scope = "youtube.upload" if route in ("start", "thumbnail") else "youtube.force-ssl"
        # the owner's list of one video is open to both
        if scope not in self.settings["scopes"] and route != "videos":
            return refused(403, "insufficientPermissions", "Insufficient Permission")
        with self.lock:
            if self.units_used + COSTS.get(route, 0) > self.settings["units"]:
                return refused(403, "quotaExceeded", "The request cannot be completed: quota.")
            self.units_used += COSTS.get(route, 0)
        return getattr(self, f"_{route}")(call, fault)

    def _start(self, call: Call, fault: dict[str, Any]) -> Answer:
        if fault.get("how") == "quota":
            status = 400 if fault["reason"] == "uploadLimitExceeded" else 403
            return refused(status, fault["reason"], "No more today.")
        if (
            call.query.get("uploadType") != "resumable"
            or call.query.get("part") != "snippet,status"
        ):
            return refused(400, "badRequest", "uploadType and part")
        size = call.headers.get("x-upload-content-length", "")
        kind = call.headers.get("x-upload-content-type", "")
        if not size.isdecimal() or not kind.startswith("video/"):
            return refused(400, "mediaBodyRequired", "X-Upload-Content-Length and -Type")
        body = call.json()
        if wrong := wrong_resource(body):
            return refused(400, *wrong)
        with self.lock:
            self.totals["started"] += 1
            if self.totals["started"] > self.settings["uploads"]:
                return refused(403, "quotaExceeded", "Video uploads a day")
            upload_id = secrets.token_hex(16)
            self.sessions[upload_id] = Session(body, int(size), kind)
        return Answer(200, b"", {"location": self._address(upload_id)})

    def _address(self, upload_id: str) -> str:
        return f"{self.url}/upload/youtube/v3/videos?uploadType=resumable&upload_id={upload_id}"

    def _session(self, call: Call) -> Session | None:
        session = self.sessions.get(call.query.get("upload_id", ""))
        return None if session is None or session.gone else session

    def _query(self, call: Call, fault: dict[str, Any]) -> Answer:
        session = self._session(call)
        if session is None:
            return refused(404, "notFound", "Not Found")
        if call.body or call.headers.get("content-range") != f"bytes */{session.total}":
            return refused(400, "badRequest", "Content-Range")
        return self._stand(session)

    def _stand(self, session: Session) -> Answer:
        if session.video:
            return Answer(200, self._resource(self.videos[session.video], "snippet,status"))
        count = len(session.received)
        return Answer(308, b"", {"range": f"bytes=0-{count - 1}"} if count else {})

    def _send(self, call: Call, fault: dict[str, Any]) -> Answer:
        session = self._session(call)
        if session is None or fault.get("how") == "lost":
            if session:
                session.gone = True
                self._take(session, call)
            return refused(404, "notFound", "Not Found")
        with self.lock:
            if session.video:
                return self._stand(session)
            if wrong := self._wrong_piece(session, call):
                return wrong
            if fault.get("how") in ("fewer", "half"):
                session.received += call.body[: len(call.body) // 2 // UNIT * UNIT]
                return (
                    self._stand(session)
                    if fault["how"] == "fewer"
                    else refused(503, "backendError", "")
                )
            self._take(session, call)
            answer = self._stand(session)
        if fault.get("how") == "moved" and answer.status == 308:
            upload_id = secrets.token_hex(16)
            self.sessions[upload_id] = session
            answer.headers["location"] = self._address(upload_id)
        return answer

    def _wrong_piece(self, session: Session, call: Call) -> Answer | None:
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", call.headers.get("content-range", ""))
        if not found:
            return refused(400, "badRequest", "Content-Range")
        first, last, total = (int(number) for number in found.groups())
        if total != session.total or last - first + 1 != len(call.body):
            return refused(400, "badRequest", "Content-Range does not fit the body")
        if last + 1 < total and len(call.body) % UNIT:
            return refused(400, "badRequest", "The chunk is no multiple of 256 KiB")
        if first != len(session.received):
            return refused(400, "badRequest", f"{len(session.received)} bytes are here")
        return None

    def _take(self, session: Session, call: Call) -> None:
        session.received += call.body
        if len(session.received) < session.total or session.video:
            return
        session.video = secrets.token_hex(6)[:11]
        video = Video(session.video, session.resource, session.total, self.fault_for("job"))
        self.videos[session.video] = video
        self.totals["uploaded"] += 1

    def _captions(self, call: Call, fault: dict[str, Any]) -> Answer:
        if fault.get("how") == "forbidden":
            return refused(403, "forbidden", "Not allowed")
        found = re.fullmatch(r"multipart/related; boundary=(\S+)", call.headers["content-type"])
        if call.query.get("uploadType") != "multipart" or not found:
            return refused(400, "badRequest", "multipart")
        pieces = call.body.split(f"--{found[1]}".encode())
        if len(pieces) != 4 or pieces[0] or pieces[3].strip() != b"--":
            return refused(400, "badRequest", "The multipart body has two parts")
        snippet = json.loads(pieces[1].partition(b"\r\n\r\n")[2])["snippet"]
        text = pieces[2].partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")
        video = self.videos.get(snippet["videoId"])
        if video is None:
            return refused(404, "videoNotFound", "No such video")
        if b"-->" not in text or not snippet.get("language"):
            return refused(400, "invalidMetadata", "No captions in it")
        track = f"{snippet['language']}/{snippet.get('name', '')}"
        with self.lock:
            if track in video.captions:
                return refused(409, "captionExists", "There is such a track already")
            video.captions.append(track)
        return Answer(200, {"id": "c1", "snippet": {**snippet, "status": "serving"}})

    def _thumbnail(self, call: Call, fault: dict[str, Any]) -> Answer:
        if fault.get("how") == "forbidden":
            return refused(403, "forbidden", "The channel is not verified by phone")
        video = self.videos.get(call.query.get("videoId", ""))
        if video is None:
            return refused(404, "videoNotFound", "No such video")
        if call.headers.get("content-type") != "image/jpeg" or call.body[:3] != b"\xff\xd8\xff":
            return refused(400, "invalidImage", "No JPEG")
        video.covers += 1
        return Answer(200, {"items": [{"default": {"url": "https://i.ytimg.com/x.jpg"}}]})

    def _videos(self, call: Call, fault: dict[str, Any]) -> Answer:
        ids = call.query.get("id", "").split(",")
        part = call.query.get("part", "")
        items = [self._resource(self.videos[one], part) for one in ids if one in self.videos]
        for item in items:
            if fault.get("how") == "strange" and "status" in item:
                item["status"]["uploadStatus"] = "levitating"
        return Answer(200, {"items": items})

    def _channels(self, call: Call, fault: dict[str, Any]) -> Answer:
        details = {"relatedPlaylists": {"uploads": CHANNEL}}
        return Answer(200, {"items": [{"id": "UC-emulator", "contentDetails": details}]})

    def _playlist(self, call: Call, fault: dict[str, Any]) -> Answer:
        if call.query.get("playlistId") != CHANNEL:
            return refused(404, "playlistNotFound", "No such list")
        now = time.time()
        listed = [v for v in self.videos.values() if now - v.at >= self.settings["listed_s"]]
        ids = [video.video_id for video in reversed(listed)]
        first = int(call.query.get("pageToken", "0"))
        count = int(call.query.get("maxResults", "5"))
        items = [{"contentDetails": {"videoId": one}} for one in ids[first : first + count]]
        more = {"nextPageToken": str(first + count)} if first + count < len(ids) else {}
        return Answer(200, {"items": items, **more})

    def _resource(self, video: Video, part: str) -> dict[str, Any]:
        done = time.time() - video.at >= self.settings["job_s"]
        status = {**video.resource["status"], "uploadStatus": "processed" if done else "uploaded"}
        if not self.settings["audited"]:
            status["privacyStatus"] = "private"
        if done and video.fault:
            how = video.fault["status"]
            status["uploadStatus"] = how
            name = {"failed": "failureReason", "rejected": "rejectionReason"}.get(how)
            status |= {name: video.fault["reason"]} if name else {}
        found = {"id": video.video_id}
        parts: dict[str, Any] = {"snippet": video.resource["snippet"], "status": status}
        return {**found, **{name: parts[name] for name in part.split(",") if name in parts}}


def wrong_resource(body: Any) -> tuple[str, str] | None:
    """Return reason and message of what a video may not be described as."""
    snippet, status = body.get("snippet", {}), body.get("status", {})
    title, text, tags = snippet.get("title", ""), snippet.get("description", ""), snippet["tags"]
    if not title or len(title) > 100 or set("<>") & set(title):
        return "invalidTitle", "The title is invalid"
    if len(text.encode()) > 5000 or set("<>") & set(text):
        return "invalidDescription", "The description is invalid"
    counted = sum(len(tag) + 2 * (" " in tag) for tag in tags) + max(0, len(tags) - 1)
    if counted > 500:
        return "invalidTags", "The tags are too long"
    if not str(snippet.get("categoryId", "")).isdecimal():
        return "invalidCategoryId", "The category is invalid"
    if status.get("privacyStatus") not in ("public", "unlisted", "private"):
        return "invalidVideoMetadata", "privacyStatus"
    for name in ("selfDeclaredMadeForKids", "containsSyntheticMedia"):
        if not isinstance(status.get(name), bool):
            return "invalidVideoMetadata", f"{name} is not declared"
    if at := status.get("publishAt"):
        late = datetime.fromisoformat(at) <= datetime.now(UTC)
        if late or status["privacyStatus"] != "private":
            return "invalidPublishAt", "publishAt"
    return None


def refused(status: int, reason: str, message: str) -> Answer:
    fault = {"domain": "youtube.video", "reason": reason, "message": message}
    return Answer(status, {"error": {"code": status, "message": message, "errors": [fault]}})


if __name__ == "__main__":
    main(Youtube)
