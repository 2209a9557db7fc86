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
from tests.include.providers.misbehaviour_b import (
    FILE,
    FORGIVEN,
    KEY,
    PRICE_USD,
    STATUS,
    SUBMIT,
    bench,
    check_forgiven,
    check_misbehaviour,
    check_paid,
)


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
    omni.emulator.misbehave("status", "inline")
    (got,) = omni.settle()
    assert got.media.content_type == "video/mp4"
    assert "file" not in omni.emulator.stats()["requests"]


def test_the_cost_is_taken_from_the_usage_where_a_token_has_a_price(omni):
    omni.set(usd_per_million_tokens=20)
    (got,) = omni.settle()
    assert got.cost_usd == pytest.approx(TOKENS * 20 / 1e6)
    assert omni.paid_usd() == pytest.approx(got.cost_usd)


@pytest.mark.parametrize(
    ("on", "fault", "kind", "says"),
    [
        *SUBMIT,
        *STATUS,
        *FILE,
        ("submit", {"how": "daily"}, errors.Fatal, "no quota left for today"),
        ("submit", {"how": "quota"}, errors.Fatal, "wants to be paid"),
        ("submit", {"how": "bad_key"}, errors.Fatal, "refused the account"),
        ("submit", {"how": "invalid"}, errors.Fatal, "INVALID_ARGUMENT"),
        ("submit", {"how": "retired"}, errors.Fatal, "the model"),
        ("submit", {"how": "large", "bytes": 17 << 20}, errors.BadReply, "more than"),
        ("status", {"how": "daily"}, errors.Fatal, "no quota left for today"),
        ("status", {"how": "bad_key"}, errors.Fatal, "refused the account"),
        ("status", {"how": "no_result"}, errors.BadReply, "without a video"),
        ("status", {"how": "no_video"}, errors.BadReply, "'text/html' instead of a video"),
        ("status", {"how": "not_base64"}, errors.BadReply, "no base64"),
        ("status", {"how": "elsewhere", "url": "https://evil.example/x.mp4?k=s"},
         errors.BadReply, "not on the connection's host"),
        ("status", {"how": "elsewhere", "url": "file:///etc/passwd"}, errors.Fatal,
         "not a plain http"),
        ("job", {"how": "ends", "status": "failed", "code": "PROHIBITED_CONTENT"}, errors.Refused,
         "refused the prompt"),
        ("job", {"how": "ends", "status": "incomplete", "code": "SAFETY"}, errors.Refused,
         "refused the prompt"),
        ("job", {"how": "ends", "status": "failed", "code": "UNAVAILABLE"}, errors.Lost,
         "new order"),
        ("job", {"how": "ends", "status": "failed", "code": "INVALID_ARGUMENT"}, errors.Fatal,
         "failed the order"),
        ("job", {"how": "ends", "status": "failed"}, errors.Lost, "does not say why"),
        ("job", {"how": "ends", "status": "incomplete"}, errors.Fatal, "not whole"),
        ("job", {"how": "ends", "status": "budget_exceeded"}, errors.Fatal, "budget set at Google"),
        ("job", {"how": "ends", "status": "requires_action"}, errors.Fatal, "conversation"),
        ("job", {"how": "ends", "status": "requires_continuation"}, errors.Fatal, "continued"),
    ],
)  # fmt: skip
def test_each_misbehaviour_is_classified_and_leaves_nothing_half_done(
    omni, caplog, on, fault, kind, says
):
    check_misbehaviour(omni, caplog, on, fault, kind, says)


@pytest.mark.parametrize("fault", FORGIVEN, ids=lambda fault: "-".join(map(str, fault.values())))
def test_passing_trouble_with_a_poll_is_forgiven(omni, fault):
    check_forgiven(omni, "status", fault)


@pytest.mark.parametrize(
    ("on", "fault", "charged", "doubted"),
    [
        ("submit", {"how": "500"}, 1, 0),
        ("submit", {"how": "quota"}, 1, 0),
        ("submit", {"how": "cut_before"}, 1, 1),
        ("submit", {"how": "cut_after"}, 2, 1),
        ("submit", {"how": "malformed"}, 2, 1),
        ("status", {"how": "unknown_status"}, 1, 0),
        ("status", {"how": "daily"}, 1, 0),
        ("status", {"how": "bad_key"}, 1, 0),
        ("status", {"how": "gone"}, 2, 0),
        ("status", {"how": "no_result"}, 2, 0),
        ("file", {"how": "truncated"}, 1, 0),
        ("file", {"how": "500"}, 1, 0),
        ("file", {"how": "wrong_type"}, 1, 0),
        ("file", {"how": "gone"}, 2, 0),
    ],
)
def test_the_next_try_pays_again_only_for_a_job_that_is_over(omni, on, fault, charged, doubted):
    check_paid(omni, on, fault, charged, doubted=doubted)


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
