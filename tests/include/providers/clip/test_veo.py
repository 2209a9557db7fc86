"""Veo's operations: small polls, the clip inside the last reply, filtered ones refused."""

import asyncio
import base64
import json
import time
from dataclasses import replace

import av
import pytest

from include.ordering.submitting import cancel
from include.providers import errors
from include.providers.clip.veo import Veo
from include.providers.transport import aask, ask, asynchronous
from include.providers.values import Account, Reply, State
from tests.emulators.veo import Veo as Service
from tests.include.providers.bench import KEY, PRICE_USD, bench

MODEL = "veo-3.1-fast-generate-001"


@pytest.fixture
def veo(tmp_path):
    with Service() as emulator:
        yield bench(emulator, tmp_path, "clip", "veo", model=MODEL, project="dailies")


def test_a_clip_comes_inside_the_last_reply(veo):
    veo.emulator.settings["job_s"] = 0.1
    (got,) = veo.settle()
    with av.open(str(veo.store.local(got.media))) as clip:
        assert clip.streams.video[0].frames > 0
    assert (got.media.content_type, got.cost_usd) == ("video/mp4", PRICE_USD)
    stats = veo.emulator.stats()
    assert stats["charged"] == stats["requests"]["result"] == 1
    assert stats["requests"]["status"] >= 2
    entry = veo.ledger.orders.latest(veo.order().digest)
    assert set(entry.job_data) == {"name"}


def test_a_poll_leaves_the_clip_out_and_where_it_does_not_it_is_read_all_the_same(veo, monkeypatch):
    """Also in the triggerer, whose replies are otherwise a few MB."""
    data = bytes(6 << 20)
    monkeypatch.setattr(veo.emulator, "made", lambda run: data)
    desk = veo.desk()
    entry = desk.submitter.submit(veo.ask(), desk.collector.keep)

    async def size():
        try:
            reply = await aask(veo.provider, veo.provider.poll(entry.job), what="Polling")
        finally:
            await asynchronous.close()
        assert veo.provider.progress(reply).state is State.SUCCEEDED
        return len(reply.body)

    assert asyncio.run(size()) < 500
    veo.emulator.settings["masks"] = False
    assert asyncio.run(size()) > len(base64.b64encode(data))
    (got,) = veo.settle()
    assert veo.store.local(got.media).read_bytes() == data


def test_a_clip_too_large_is_refused_and_said_so(veo, monkeypatch):
    monkeypatch.setattr("include.providers.clip.veo.MAX_BYTES", 1000)
    with pytest.raises(errors.BadReply, match="more than 1000 bytes"):
        veo.settle()
    assert list(veo.store.partials().iterdir()) == []


def test_a_clip_in_a_bucket_is_fetched_with_the_same_token(veo):
    veo.set(input={"storageUri": "gs://clips-1/dailies"}, storage_host=veo.emulator.url)
    assert veo.settle()[0].media.content_type == "video/mp4"
    assert veo.emulator.stats()["requests"]["file"] == 1


def test_the_token_goes_to_the_bucket_and_to_no_other_host(veo):
    reply = {"response": {"videos": [{"gcsUri": "gs://clips/a b/0.mp4", "mimeType": "video/mp4"}]}}
    result = veo.provider.result(_reply(reply))
    assert result.url == "https://storage.googleapis.com/clips/a%20b/0.mp4"
    assert result.trusted == "https://storage.googleapis.com"
    assert KEY not in repr(result)


@pytest.mark.parametrize("masks", [True, False])
def test_a_filtered_clip_is_refused_whether_the_poll_says_so_or_not(veo, masks):
    veo.emulator.settings["masks"] = masks
    veo.emulator.misbehave("job", "filtered")
    with pytest.raises(errors.Refused, match="usage guidelines"):
        veo.settle()
    assert veo.ledger.orders.latest(veo.order().digest).state == "refused"
    assert veo.emulator.stats()["charged"] == 0


def test_too_many_requests_wait_for_as_long_as_the_reply_says(veo):
    veo.emulator.misbehave("submit", "limited", delay="34s")
    before = time.time()
    (later,) = veo.desk().settle([veo.ask()]).later
    assert 33 < later.at - before < 36
    assert veo.settle()[0].media


@pytest.mark.parametrize(("works", "cancelled"), [(False, 0), (True, 1)])
def test_an_operation_is_cancelled_only_where_the_connection_says_it_can_be(veo, works, cancelled):
    veo.emulator.settings["job_s"] = 60.0
    veo.set(cancel=works)
    (pending,) = veo.desk().settle([veo.ask()]).pending
    assert cancel(veo.provider, pending.job) is works
    assert veo.emulator.stats().get("cancelled", 0) == cancelled
    if works:
        reply = veo.provider.progress(_polled(veo, pending.job))
        assert reply.state is State.CANCELLED


def _polled(veo, job):
    return ask(veo.provider, veo.provider.poll(job), what="Polling", known=True)


@pytest.mark.parametrize(
    ("wanted_s", "resolution", "given_s"),
    [(1.0, "720p", 4), (4.2, "720p", 6), (7.9, "720p", 8), (60, "720p", 8), (3.0, "1080p", 8)],
)
def test_a_clip_is_as_long_as_one_on_offer(veo, wanted_s, resolution, given_s):
    veo.set(resolution=resolution, price_per="second")
    order = replace(veo.order(), duration_s=wanted_s)
    parameters = veo.provider.submit(order, key="").json["parameters"]
    assert parameters["durationSeconds"] == given_s
    assert veo.provider.price_usd(order) == PRICE_USD * given_s


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("", "https://us-central1-aiplatform.googleapis.com"),
        ("europe-west4", "https://europe-west4-aiplatform.googleapis.com"),
        ("global", "https://aiplatform.googleapis.com"),
    ],
)
def test_the_host_follows_the_location(location, host):
    assert Veo(Account(extra={"location": location})).account.base_url == host


@pytest.mark.parametrize("project", ["", "../../x", "a/b", "a?b=c", "a b"])
def test_a_project_that_is_none_is_named(veo, project):
    veo.set(project=project)
    with pytest.raises(errors.Fatal, match=r"Set extra.project"):
        veo.provider.submit(veo.order(), key="")


@pytest.mark.parametrize("name", ["operations/1", "projects/p/../x/models/m/operations/1",
                                  "projects/p/models/m/operations/1?x=y"])  # fmt: skip
def test_an_operation_of_another_shape_is_not_followed(veo, name):
    with pytest.raises(errors.BadReply, match="another shape"):
        veo.provider.job(_reply({"name": name}))


def test_an_express_key_is_sent_as_one(veo):
    veo.set(auth="api_key")
    assert veo.provider.submit(veo.order(), key="").secret_headers == {"x-goog-api-key": KEY}


def _reply(body):
    return Reply(200, {}, json.dumps(body).encode())
