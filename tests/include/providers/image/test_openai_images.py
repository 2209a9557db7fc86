"""One paid call answered with the image: paid once, stored before it is written down."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import av
import pytest

from include.providers import errors
from include.storage.errors import StoreFull
from include.storage.media import MediaStore
from tests.emulators.openai_images import OpenaiImages
from tests.include.providers.bench import PRICE_USD, bench

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def images(tmp_path):
    with OpenaiImages() as emulator:
        yield bench(emulator, tmp_path, "image", "openai_images", model="gpt-image-2.6-flare")


def test_an_image_comes_with_the_reply_and_is_paid_once(images):
    first, other = images.settle(images.ask("sea"), images.ask("shore"))
    with av.open(str(images.store.local(first.media))) as picture:
        assert (picture.streams.video[0].width, picture.streams.video[0].height) == (576, 1024)
    assert (first.media.content_type, first.cost_usd, first.reused) == ("image/png", 0.25, False)
    assert first.media.digest != other.media.digest
    (again, _) = images.settle(images.ask("sea"), images.ask("shore"), try_id="2")
    assert (again.media, again.reused) == (first.media, True)
    assert images.emulator.stats()["charged"] == 2
    assert images.paid_usd() == 2 * PRICE_USD
    entry = images.ledger.orders.latest(images.order("sea").digest)
    assert (entry.state, entry.job_id[:4], entry.doubt) == ("succeeded", "req_", False)


@pytest.mark.parametrize("path", ["", "/v1"])
def test_the_host_may_be_given_with_its_version_or_without(tmp_path, path):
    with OpenaiImages() as emulator:
        made = bench(emulator, tmp_path, "image", "openai_images", model="m", path=path)
        assert made.settle()[0].media


@pytest.mark.parametrize(("policy", "says"), [("fail", "Look there"), ("ask", "clear this task")])
def test_a_lost_reply_is_not_ordered_again_where_the_rules_forbid_it(images, policy, says):
    images.rules = replace(images.rules, lost_submit=policy)
    images.emulator.misbehave("submit", "cut_after")
    with pytest.raises(errors.Unreachable):
        images.settle()
    with pytest.raises(errors.Fatal, match=says):
        images.settle(try_id="2")
    assert images.emulator.stats()["charged"] == 1


def test_too_many_requests_wait_for_as_long_as_the_service_says(images):
    images.emulator.misbehave("submit", "limited", after_ms=1500)
    before = time.time()
    settlement = images.desk().settle([images.ask()])
    (later,) = settlement.later
    assert 1.0 < later.at - before < 2.5
    assert images.settle()[0].media


def test_what_cannot_be_stored_is_paid_and_lost_and_then_ordered_anew(images, monkeypatch):
    def full(*_, **__):
        raise StoreFull("The media store is full.")

    with monkeypatch.context() as patched:
        patched.setattr(MediaStore, "put", full)
        with pytest.raises(StoreFull):
            images.settle()
    assert images.paid_usd() == PRICE_USD
    with pytest.raises(errors.Lost, match="was not stored"):
        images.settle(try_id="2")
    assert images.settle(try_id="3")[0].media
    assert images.paid_usd() == images.emulator.stats()["charged_usd"] == 2 * PRICE_USD


KILLED = """
import os, signal, sys
from pathlib import Path
from include.ledger.orders import Orders
from tests.emulators.server import Emulator
from tests.include.providers import bench as b

class There(Emulator):
    def __init__(self, url):
        self.url, self.settings = url, {}

def killed(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

url, folder, where = sys.argv[1:]
setattr(Orders, where, killed)
made = b.bench(There(url), Path(folder), "image", "openai_images", model="gpt-image-2.6-flare")
made.settle()
"""


@pytest.mark.parametrize("where", ["accepted", "succeeded"])
def test_a_worker_killed_after_storing_neither_pays_again_nor_forgets_the_cost(
    images, tmp_path, where
):
    command = [sys.executable, "-c", KILLED, images.emulator.url, str(tmp_path), where]
    ended = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
                           check=False)  # fmt: skip
    assert ended.returncode == -signal.SIGKILL
    (got,) = images.settle(try_id="2")
    assert got.media
    assert images.emulator.stats()["charged"] == 1
    assert images.paid_usd() == PRICE_USD
    assert images.ledger.orders.doubts("batch") == []
    assert images.ledger.orders.latest(images.order().digest).state == "succeeded"


def test_a_slow_image_is_waited_for_longer_than_a_job_is(images):
    assert images.provider.reply_within_s >= 120
    submitter = images.desk().submitter
    submitter = replace(submitter, rules=replace(submitter.rules, lease_s=90.0))
    caps = submitter._caps()
    assert caps.total_s < submitter.claim_of(images.ask()).lease_s


@pytest.mark.parametrize("aspect", ["9:16", "16:9", "1:1", "4:5"])
def test_the_image_has_the_asked_aspect(images, aspect):
    size = images.provider.submit(images.order(aspect=aspect), key="").json["size"]
    width, height = map(int, size.split("x"))
    wide, high = map(int, aspect.split(":"))
    assert width * high == height * wide


def test_settings_of_the_connection_reach_the_service(images):
    images.set(quality="high", sizes={"9:16": "1024x1536"}, input={"moderation": "low", "n": None})
    body = images.provider.submit(images.order(), key="").json
    assert (body["quality"], body["size"], body["moderation"]) == ("high", "1024x1536", "low")
    assert "n" not in body


@pytest.mark.parametrize(("model", "extra"), [("", {}), ("m", {"output_format": "svg"})])
def test_what_cannot_be_ordered_is_said_before_it_is(images, model, extra):
    images.set(**extra)
    with pytest.raises(errors.Fatal, match=r"Set extra.model|none of png"):
        images.provider.submit(replace(images.order(), model=model), key="")
