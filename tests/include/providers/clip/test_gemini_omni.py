"""Interactions of Gemini Omni: every end they can have, and the clip fetched with the key."""

import json
import time
from dataclasses import replace

import av
import pytest

from include.ordering.submitting import cancel
from include.providers import errors
from include.providers.values import Reply
from tests.emulators.gemini_omni import TOKENS, GeminiOmni
from tests.include.providers.bench import KEY, PRICE_USD, bench


@pytest.fixture
def omni(tmp_path):
    with GeminiOmni() as emulator:
        yield bench(emulator, tmp_path, "clip", "gemini_omni", model="gemini-omni-1.2-flash")


def test_a_clip_is_fetched_from_where_the_interaction_says(omni):
    omni.emulator.settings |= {"queue_s": 0.05, "job_s": 0.1}
    (got,) = omni.settle()
    with av.open(str(omni.store.local(got.media))) as clip:
        assert clip.streams.video[0].frames > 0
    assert got.cost_usd == PRICE_USD
    (call,) = [call for route, call in omni.emulator.calls if route == "file"]
    assert call.headers["x-goog-api-key"] == KEY


def test_a_clip_inside_the_interaction_is_taken_too(omni):
    omni.emulator.misbehave("result", "inline")
    (got,) = omni.settle()
    assert got.media.content_type == "video/mp4"
    assert "file" not in omni.emulator.stats()["requests"]


def test_the_cost_is_taken_from_the_usage_where_a_token_has_a_price(omni):
    omni.set(usd_per_million_tokens=20)
    (got,) = omni.settle()
    assert got.cost_usd == pytest.approx(TOKENS * 20 / 1e6)
    assert omni.paid_usd() == pytest.approx(got.cost_usd)


def test_which_codes_mean_a_refusal_is_a_setting(omni):
    omni.set(refusal_codes=["unwanted"])
    omni.emulator.misbehave("job", "ends", status="failed", code="UNWANTED")
    with pytest.raises(errors.Refused):
        omni.settle()


def test_too_many_requests_wait_for_as_long_as_the_reply_says(omni):
    omni.emulator.misbehave("submit", "limited", delay="12.5s")
    before = time.time()
    (later,) = omni.desk().settle([omni.ask()]).later
    assert 12 < later.at - before < 14


def test_an_interaction_is_cancelled_and_then_known_to_be(omni):
    omni.emulator.settings["job_s"] = 60.0
    (pending,) = omni.desk().settle([omni.ask()]).pending
    assert cancel(omni.provider, pending.job)
    assert omni.emulator.stats()["cancelled"] == 1
    omni.emulator.settings["job_s"] = 0.0
    assert omni.settle()[0].media  # a cancelled order may be ordered anew
    assert omni.emulator.stats()["charged"] == 2


@pytest.mark.parametrize(
    ("wanted_s", "durations", "given"),
    [(1.0, None, "3s"), (4.2, None, "5s"), (60, None, "10s"), (12.5, [5, 15], "15s")],
)
def test_a_clip_is_as_long_as_one_on_offer(omni, wanted_s, durations, given):
    omni.set(**({"durations": durations} if durations else {}))
    order = replace(omni.order(), duration_s=wanted_s)
    assert omni.provider.submit(order, key="").json["response_format"]["duration"] == given


@pytest.mark.parametrize("durations", [[], "soon", 5, [None]])
def test_durations_that_are_none_are_named(omni, durations):
    omni.set(durations=durations)
    with pytest.raises(errors.Fatal, match="list of seconds"):
        omni.provider.submit(omni.order(), key="")


@pytest.mark.parametrize("name", ["../../v1/models", "a/b", "a?b", "", "."])
def test_an_id_of_another_shape_is_not_followed(omni, name):
    with pytest.raises(errors.BadReply):
        omni.provider.job(Reply(200, {}, json.dumps({"id": name}).encode()))
