"""An emulator that takes what the service would not is worth nothing."""

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from include.providers import catalogue
from include.providers.transport import fetch, reach, route
from include.providers.values import Account, Order, Request
from tests.emulators.answers import Call
from tests.emulators.ark import Ark
from tests.emulators.fal import Fal
from tests.emulators.gemini_omni import GeminiOmni
from tests.emulators.liblib import Liblib
from tests.emulators.openai_images import OpenaiImages
from tests.emulators.openai_videos import OpenaiVideos
from tests.emulators.veo import Veo
from tests.emulators.volcengine import Volcengine

KEYS = {"login": "AKLTemulator", "secret": "emulator-key"}
ACCOUNTS = {
    "jimeng": (Volcengine, "clip", KEYS),
    "volcengine_music": (Volcengine, "music", KEYS),
    "seedance": (Ark, "clip", KEYS),
    "liblib": (Liblib, "image", {**KEYS, "login": "emulator-access"}),
    "fal": (Fal, "clip", {"secret": "emulator-key"}),
    "veo": (Veo, "clip", {"secret": "emulator-key", "extra": {"project": "dailies"}}),
    "gemini_omni": (GeminiOmni, "clip", {"secret": "emulator-key"}),
    "openai_videos": (OpenaiVideos, "clip", {"secret": "emulator-key"}),
    "openai_images": (OpenaiImages, "image", {"secret": "emulator-key"}),
}

MODELS = {"volcengine_music": "v5.0", "fal": "fal-ai/test/text-to-video"}


def call_of(name, url, **change):
    """Return a submission as it arrives, with something changed on the way."""
    _, stage, keys = ACCOUNTS[name]
    path = "/api/v3" if name == "seedance" else ""
    provider = catalogue.find(stage, name)(Account(base_url=url + path, **keys))
    order = Order(stage, name, MODELS.get(name, "a" * 32), "sea", 40.0 if stage == "music" else 4.0)
    request = provider.submit(order, key="k")
    hop = route.first(request, reach.Reach(url + path))
    sent = urlsplit(hop.url)
    headers = {name.lower(): value for name, value in hop.headers.items()}
    headers["host"] = sent.netloc
    call = Call(hop.method, sent.path, dict(parse_qsl(sent.query)), headers, hop.body)
    return replace(call, **{key: value(getattr(call, key)) for key, value in change.items()})


def less(*names):
    return lambda given: {name: value for name, value in given.items() if name not in names}


def more(**values):
    named = {name.replace("_", "-"): value for name, value in values.items()}
    return lambda given: {**given, **named}


def body(**change):
    return lambda raw: json.dumps({**json.loads(raw), **change}).encode()


def answered(name, **change):
    emulator = ACCOUNTS[name][0]()
    try:
        call = call_of(name, emulator.url, **change)
        return emulator.answer(emulator.route(call), call, {}), emulator.stats()["charged"]
    finally:
        emulator.server.server_close()


@pytest.mark.parametrize("name", ACCOUNTS)
def test_a_good_submission_is_taken(name):
    answer, charged = answered(name)
    assert (answer.status, charged) == (200, 1), answer


def late(given):
    stale = datetime.now(UTC) - timedelta(minutes=16)
    return {**given, "x-date": stale.strftime("%Y%m%dT%H%M%SZ")}


@pytest.mark.parametrize("name", ["jimeng", "volcengine_music"])
@pytest.mark.parametrize(
    "change",
    [
        {"headers": less("authorization")},
        {"headers": less("x-content-sha256")},
        {"headers": more(x_unsigned="1")},
        {"headers": more(content_type="text/plain")},
        {"headers": more(host="other.example")},
        {"headers": more(x_date="now")},
        {"headers": late},
        {"body": body(extra=1)},
        {"body": lambda _: b""},
        {"query": more(Extra="1")},
        {"query": more(Version="2020-01-01")},
        {"query": more(Action="Other")},
        {"method": lambda _: "GET"},
        {"path": lambda _: "/other"},
    ],
)
def test_volcengine_takes_only_what_was_signed(name, change):
    answer, charged = answered(name, **change)
    assert answer.status in (401, 404)
    assert answer.body["ResponseMetadata"]["Error"]["Code"]
    assert charged == 0


@pytest.mark.parametrize(
    "change",
    [
        {"query": less("AccessKey")},
        {"query": less("Signature")},
        {"query": more(Timestamp=str(int(time.time() * 1000) - 400_000))},
        {"query": more(SignatureNonce="short")},
        {"path": lambda _: "/api/generate/webui/img2img/ultra"},
        {"method": lambda _: "GET"},
        {"headers": more(content_type="text/plain")},
        {"body": lambda _: b"{"},
        {"body": body(templateUuid="")},
        {"body": body(generateParams={"prompt": ""})},
        {"body": body(generateParams={"prompt": "sea", "imageSize": {"width": 1, "height": 1}})},
    ],
)
def test_liblib_takes_only_what_is_signed_and_whole(change):
    answer, charged = answered("liblib", **change)
    assert answer.body["code"] != 0
    assert charged == 0


def test_liblib_takes_a_nonce_once():
    emulator = Liblib()
    try:
        call = call_of("liblib", emulator.url)
        codes = [emulator.answer("submit", call, {}).body["code"] for _ in range(2)]
    finally:
        emulator.server.server_close()
    assert codes == [0, 401]


@pytest.mark.parametrize(
    "change",
    [
        {"headers": less("authorization")},
        {"headers": more(authorization="Bearer other")},
        {"headers": more(content_type="text/plain")},
        {"method": lambda _: "PUT"},
        {"path": lambda path: path + "/x"},
        {"body": lambda _: b"{"},
        {"body": body(model="")},
        {"body": body(content=[])},
        {"body": body(ratio="4:5")},
        {"body": body(duration=3)},
        {"body": body(resolution="8k")},
    ],
)
def test_ark_takes_only_what_is_whole(change):
    answer, charged = answered("seedance", **change)
    assert answer.status >= 400
    assert charged == 0


OF_EVERY = [
    {"headers": less("authorization", "x-goog-api-key")},
    {"headers": more(authorization="Bearer other", x_goog_api_key="other")},
    {"headers": more(content_type="text/plain")},
    {"method": lambda _: "PUT"},
    {"path": lambda _: "/elsewhere"},
    {"body": lambda _: b"{"},
    {"body": lambda _: b"[]"},
]
"""What no service takes."""

OF_ITS_OWN = {
    "fal": [
        {"prompt": ""}, {"duration": "7"}, {"aspect_ratio": "2:1"},
        {"image_url": "data:image/png;base64,aGk="}, {"image_url": "ftp://x"},
    ],
    "veo": [
        {"instances": []}, {"instances": [{"prompt": " "}]}, {"parameters": {"durationSeconds": 5}},
        {"parameters": {"storageUri": "s3://x"}}, {"parameters": {"resolution": "1080p"}},
        {"instances": [{"prompt": "sea", "image": {"bytesBase64Encoded": "aGk="}}]},
        {"instances": [{"prompt": "sea", "image": {"mimeType": "image/png"}}]},
    ],
    "gemini_omni": [
        {"model": ""}, {"input": " "}, {"background": False}, {"response_format": {}},
        {"input": [{"type": "text", "text": "sea"}, {"type": "image", "data": "aGk="}]},
        {"generation_config": {"video_config": {"task": "image_to_video"}}}, {"unknown": 1},
    ],
    "openai_videos": [
        {"prompt": ""}, {"seconds": 4}, {"seconds": "5"}, {"size": "1x1"}, {"seed": 1},
        {"input_reference": "https://x"}, {"input_reference": {"image_url": "data:image/png,x"}},
    ],
    "openai_images": [
        {"prompt": ""}, {"model": ""}, {"n": 11}, {"size": "1000x1000"}, {"quality": "best"},
        {"response_format": "url"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "change"),
    [(name, change) for name in OF_ITS_OWN for change in OF_EVERY]
    + [(name, {"body": body(**wrong)}) for name, all_ in OF_ITS_OWN.items() for wrong in all_],
)
def test_a_service_takes_only_what_is_whole(name, change):
    answer, charged = answered(name, **change)
    assert answer.status >= 400
    assert charged == 0


@pytest.mark.parametrize("name", ["fal", "veo", "gemini_omni", "openai_videos", "openai_images",
                                  "volcengine", "ark", "liblib"])  # fmt: skip
def test_a_developer_can_start_one_by_itself(name):
    command = [sys.executable, "-m", f"tests.emulators.{name}", "--port", "0"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        url = running.stdout.readline().split()[-1]
        stats = fetch(Request("GET", f"{url}/_emulator/stats"), Account()).json()
        assert stats["charged"] == 0
    finally:
        running.terminate()
        running.communicate(timeout=10)
