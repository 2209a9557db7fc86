"""The platforms' emulators refuse what the platforms would: else a test of ours proves nothing."""

import base64
import hashlib
import hmac
import json
import time

import pytest
import requests

from tests.emulators.instagram import Instagram
from tests.emulators.tiktok import FLAGS, Tiktok
from tests.emulators.webhook_receiver import SECRET, WebhookReceiver
from tests.emulators.youtube import UNIT, Youtube

VECTOR = b'{"type":"video.published","timestamp":"2026-01-02T03:04:05Z","data":{"id":"vid_1"}}'
VECTOR_HEADERS = {
    "webhook-id": "msg_test_1",
    "webhook-timestamp": "1767323045",
    "webhook-signature": "v1,xayK82vIELYc6zQ0pQYZqGubG8hNYjlIFktbQkNL9f4=",
}
FORM = {
    "client_id": "emulator-client",
    "client_key": "emulator-client",
    "client_secret": "emulator-secret",
    "grant_type": "refresh_token",
    "refresh_token": "emulator-refresh",
}
RESOURCE = {
    "snippet": {"title": "Tides", "description": "d", "tags": ["a"], "categoryId": "22"},
    "status": {
        "privacyStatus": "public",
        "selfDeclaredMadeForKids": False,
        "containsSyntheticMedia": True,
    },
}


@pytest.fixture(scope="module")
def receiver():
    with WebhookReceiver() as emulator:
        yield emulator


@pytest.fixture
def youtube():
    with Youtube() as emulator:
        yield emulator


@pytest.fixture
def tiktok():
    with Tiktok() as emulator:
        yield emulator


def signed(body, *, off_s=0, secret=SECRET, scheme="v1"):
    at = str(int(time.time()) + off_s)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mark = hmac.new(key, f"msg_1.{at}.".encode() + body, hashlib.sha256).digest()
    signature = f"{scheme},{base64.b64encode(mark).decode()}"
    return {"webhook-id": "msg_1", "webhook-timestamp": at, "webhook-signature": signature}


def test_the_specifications_vector_is_genuine(receiver):
    receiver.settings["tolerance_s"] = 1e12
    assert receiver.wrong(VECTOR_HEADERS, VECTOR) == ""
    assert receiver.wrong(VECTOR_HEADERS, VECTOR.replace(b"vid_1", b"vid_2"))
    receiver.settings["tolerance_s"] = 300
    assert receiver.wrong(VECTOR_HEADERS, VECTOR) == "out of time"


@pytest.mark.parametrize("off_s", [-302, 302])
def test_a_message_out_of_time_is_refused(receiver, off_s):
    assert receiver.wrong(signed(b"{}", off_s=off_s), b"{}") == "out of time"


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_message_without_a_header_is_refused(receiver, missing):
    headers = {**signed(b"{}"), missing: ""}
    assert receiver.wrong(headers, b"{}") == f"no {missing}"


def test_one_of_several_signatures_is_enough_and_another_scheme_is_none(receiver):
    headers = signed(b"{}")
    both = {**headers, "webhook-signature": f"v1,AAAA {headers['webhook-signature']}"}
    assert receiver.wrong(both, b"{}") == ""
    assert receiver.wrong(signed(b"{}", scheme="v2"), b"{}") == "no signature fits"


@pytest.mark.parametrize(
    ("field", "code"),
    [("client_secret", "invalid_client"), ("refresh_token", "invalid_grant")],
)
def test_an_account_that_is_not_known_gets_no_token(youtube, field, code):
    reply = requests.post(f"{youtube.url}/token", data={**FORM, field: "another"}, timeout=10)
    assert reply.json()["error"] == code


def test_without_a_token_nothing_is_answered(youtube, tiktok):
    assert requests.get(f"{youtube.url}/youtube/v3/videos", timeout=10).status_code == 401
    url = f"{tiktok.url}/v2/post/publish/creator_info/query/"
    assert requests.post(url, json={}, timeout=10).status_code == 401


def begun(youtube, size=3 * UNIT, resource=RESOURCE):
    access = requests.post(f"{youtube.url}/token", data=FORM, timeout=10).json()["access_token"]
    headers = {
        "authorization": f"Bearer {access}",
        "x-upload-content-length": str(size),
        "x-upload-content-type": "video/mp4",
    }
    url = f"{youtube.url}/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status"
    return requests.post(url, json=resource, headers=headers, timeout=10)


def piece(url, first, last, total, size=None):
    size = last - first + 1 if size is None else size
    headers = {"content-range": f"bytes {first}-{last}/{total}"}
    return requests.put(
        url, data=b"x" * size, headers=headers, timeout=10, allow_redirects=False
    ).status_code


def test_a_piece_that_is_no_multiple_or_not_the_next_is_refused(youtube):
    url = begun(youtube).headers["location"]
    assert piece(url, 0, UNIT, 3 * UNIT) == 400
    assert piece(url, UNIT, 2 * UNIT - 1, 3 * UNIT) == 400
    assert piece(url, 0, UNIT - 1, 3 * UNIT, size=5) == 400
    assert piece(url, 0, UNIT - 1, 3 * UNIT) == 308
    assert piece(url, UNIT, 3 * UNIT - 1, 3 * UNIT) == 200
    assert youtube.stats()["public"] == 1


@pytest.mark.parametrize(
    ("part", "change", "reason"),
    [
        ("snippet", {"title": "x" * 101}, "invalidTitle"),
        ("snippet", {"title": "a<b"}, "invalidTitle"),
        ("snippet", {"description": "ä" * 2501}, "invalidDescription"),
        ("snippet", {"tags": ["x" * 501]}, "invalidTags"),
        ("status", {"containsSyntheticMedia": None}, "invalidVideoMetadata"),
        ("status", {"publishAt": "2020-01-01T00:00:00Z"}, "invalidPublishAt"),
    ],
)
def test_a_video_that_is_not_described_as_it_must_be_is_refused(youtube, part, change, reason):
    resource = {**RESOURCE, part: {**RESOURCE[part], **change}}
    reply = begun(youtube, resource=resource)
    assert (reply.status_code, reply.json()["error"]["errors"][0]["reason"]) == (400, reason)


@pytest.mark.parametrize(
    ("size", "piece_bytes", "count", "wrong"),
    [
        (50_000_123, 10_000_000, 5, ""),
        (50_000_123, 10_000_000, 6, "total_chunk_count"),
        (4_000_000, 4_000_000, 1, ""),
        (4_000_000, 2_000_000, 2, "chunk_size"),
        (50_000_000, 4_000_000, 12, "chunk_size"),
        (90_000_000, 90_000_000, 1, "chunk_size"),
    ],
)
def test_tiktoks_pieces_are_as_its_rules_say(tiktok, size, piece_bytes, count, wrong):
    flags = dict.fromkeys(FLAGS, False)
    info = {"title": "t", "video_cover_timestamp_ms": 0, **flags}
    source = {"source": "FILE_UPLOAD", "video_size": size, "chunk_size": piece_bytes}
    assert tiktok._wrong(info, {**source, "total_chunk_count": count}) == wrong
    assert tiktok._wrong({**info, "is_aigc": None}, source) == "every toggle is a boolean"
    assert tiktok._wrong({**info, "title": "😀" * 1101}, source) == "title"


@pytest.mark.parametrize(
    "form",
    [
        {"media_type": "VIDEO", "upload_type": "resumable"},
        {"media_type": "REELS"},
        {"media_type": "REELS", "upload_type": "resumable", "caption": "x" * 2201},
        {"media_type": "REELS", "upload_type": "resumable", "caption": "#x " * 31},
        {"media_type": "REELS", "upload_type": "resumable", "thumb_offset": "-1"},
    ],
)
def test_a_container_that_instagram_would_not_make_is_not_made(form):
    with Instagram() as emulator:
        url = f"{emulator.url}/v23.0/{emulator.settings['user']}/media"
        headers = {"authorization": "Bearer emulator-token"}
        reply = requests.post(url, data=form, headers=headers, timeout=10)
        assert reply.status_code == 400
        assert emulator.stats()["containers"] == 0
        assert json.loads(reply.text)["error"]["code"] == 100
