"""The Sora wire shape, as it was and as gateways speak it."""

import json
import time
from dataclasses import replace

import av
import pytest

from include.ordering.submitting import cancel
from include.providers import errors
from include.providers.clip.openai_videos import OpenaiVideos as Videos
from include.providers.transport import ask, download
from include.providers.values import Account, Job, Reply, State
from tests.emulators.openai_videos import OpenaiVideos
from tests.include.providers.bench import KEY, PRICE_USD, bench


@pytest.fixture
def videos(tmp_path):
    with OpenaiVideos() as emulator:
        yield bench(emulator, tmp_path, "clip", "openai_videos", model="sora-2", path="/v1")


def test_a_clip_is_fetched_from_the_content_endpoint(videos):
    videos.emulator.settings |= {"queue_s": 0.05, "job_s": 0.1}
    (got,) = videos.settle()
    with av.open(str(videos.store.local(got.media))) as clip:
        assert clip.streams.video[0].frames > 0
    assert got.cost_usd == PRICE_USD
    assert videos.emulator.stats()["requests"]["file"] == 1


def test_the_host_may_be_given_without_its_version(tmp_path):
    with OpenaiVideos() as emulator:
        assert bench(emulator, tmp_path, "clip", "openai_videos", model="sora-2").settle()[0].media


def test_openai_itself_is_not_asked():
    provider = Videos(Account(secret=KEY))
    with pytest.raises(errors.Fatal, match=r"has ended.*gateway"):
        provider.poll(Job("video_1"))


def test_a_gateways_own_words_and_url_are_settings(videos):
    videos.emulator.settings |= {"dialect": "task", "queue_s": 0.05}
    videos.set(result="url")
    assert videos.settle()[0].media
    videos.set(statuses={"LEVITATING": "in_progress"})
    videos.emulator.misbehave("status", "unknown_status")
    assert videos.settle(videos.ask("shore"))[0].media


def test_a_file_elsewhere_is_fetched_only_from_a_host_the_connection_names(videos):
    body = {"id": "video_1", "url": "https://cdn.example/x.mp4?sig=s"}
    videos.set(result="url")
    result = videos.provider.result(_reply(body))
    with pytest.raises(errors.BadReply, match="not on the connection's host") as caught:
        download(videos.provider, result, videos.store.partials(), what="Fetching shot 1")
    assert "sig=" not in str(caught.value)
    videos.set(result_hosts=["cdn.example"])
    with pytest.raises(errors.Retryable, match=r"cdn.example cannot be found"):
        download(videos.provider, result, videos.store.partials(), what="Fetching shot 1")


def test_progress_comes_with_percentage_and_pace(videos):
    videos.emulator.settings |= {"job_s": 60.0, "poll_after_ms": 2500}
    (pending,) = videos.desk().settle([videos.ask()]).pending
    reply = ask(videos.provider, videos.provider.poll(pending.job), what="Polling", known=True)
    progress = videos.provider.progress(reply)
    assert (progress.state, progress.next_poll_s) == (State.RUNNING, 2.5)
    assert 0 <= progress.percent < 100
    assert cancel(videos.provider, pending.job) is False


def test_too_many_requests_wait_for_as_long_as_the_service_says(videos):
    videos.emulator.misbehave("submit", "limited", after_ms=12_000)
    before = time.time()
    (later,) = videos.desk().settle([videos.ask()]).later
    assert 11 < later.at - before < 13


@pytest.mark.parametrize(
    ("aspect", "sizes", "size"),
    [
        ("9:16", {}, "720x1280"),
        ("16:9", {}, "1280x720"),
        ("9:16", {"9:16": "768x1344"}, "768x1344"),
    ],
)
def test_the_size_follows_the_aspect_and_the_connection(videos, aspect, sizes, size):
    videos.set(sizes=sizes)
    order = replace(videos.order(), aspect=aspect, duration_s=9.0)
    body = videos.provider.submit(order, key="").json
    assert (body["size"], body["seconds"]) == (size, "12")


def _reply(body):
    return Reply(200, {}, json.dumps(body).encode())
