"""One event for each short, however often it is told."""

from itertools import pairwise

import pytest

from include.providers.errors import Fatal, Retryable
from include.providers.publish.webhook import WAITS_S, Webhook
from include.providers.publishing import Ask, Keep, Pause
from include.providers.values import Account, Reply
from tests.emulators.webhook_receiver import SECRET
from tests.include.publishing.world import post


@pytest.fixture
def receiver(emulator):
    return emulator


def test_a_message_says_what_is_public_and_where_its_files_are(attempts, receiver):
    told = attempts().until_done()
    assert told["publications"][0]["state"] == "published"
    (event,) = receiver.events.values()
    assert event["type"] == "short.published"
    assert event["data"]["title"] == "Tides"
    assert "Ada Sea, CC-BY-4.0" in event["data"]["description"]
    assert event["data"]["disclosure"]["made_with_ai"]
    video = event["data"]["files"][".mp4"]
    assert (video["size_bytes"], video["content_type"]) == (700_000, "video/mp4")
    assert len(video["sha256"]) == 64


def test_files_are_where_the_receiver_sees_them(attempts, receiver):
    attempts(media_url="https://media.example/store/").until_done()
    (event,) = receiver.events.values()
    url = event["data"]["files"][".mp4"]["url"]
    assert url.startswith("https://media.example/store/files/")
    assert url.endswith(".mp4")


@pytest.mark.parametrize("how", ["cut_after", "error_after", "500", "cut_before", "429"])
def test_a_lost_answer_is_the_same_event_again(attempts, receiver, how):
    receiver.misbehave("message", how)
    attempts_ = attempts()
    assert attempts_.run()["paused"]
    assert attempts_.until_done()["publications"][0]["state"] == "published"
    assert receiver.stats()["public"] == 1
    sent = [call.headers["webhook-id"] for _, call in receiver.calls]
    assert len(sent) == 2
    assert len(set(sent)) == 1


def test_two_secrets_are_tried_while_one_is_replaced(attempts, attempted, fresh, receiver):
    both = f"whsec_{'QUFB' * 8} {SECRET}"
    attempted(fresh("webhook", base_url=receiver.url, secret=both)).until_done()
    assert receiver.stats()["public"] == 1


@pytest.mark.parametrize(
    ("misbehaviour", "said"),
    [
        ({"how": "gone", "status": 410}, "no messages any more"),
        ({"how": "gone", "status": 404}, "HTTP 404"),
        ({"how": "redirect", "location": "http://127.0.0.1:1/"}, "redirects"),
    ],
)
def test_what_will_not_be_received_is_not_tried_again(attempts, receiver, misbehaviour, said):
    receiver.misbehave("message", **misbehaviour)
    (error,) = attempts().run()["errors"]
    assert error.startswith("Fatal")
    assert said in error
    assert len(receiver.calls) == 1


def test_a_wrong_secret_is_fatal_and_not_told(attempts, attempted, fresh, receiver):
    wrong = "whsec_" + "QUFB" * 8
    told = attempted(fresh("webhook", base_url=receiver.url, secret=wrong)).run()
    assert told["errors"][0].startswith("Fatal")
    assert "QUFB" not in str(told)
    assert receiver.stats()["public"] == 0


def test_the_attempts_are_further_and_further_apart_and_then_over():
    talk = Webhook(Account("https://hook.example", SECRET)).converse(post(), {})
    waits, step, trouble = [], next(talk), Retryable("HTTP 500.")
    for _ in WAITS_S:
        assert isinstance(step, Keep)
        assert isinstance(talk.send(None), Ask)
        kept = talk.throw(trouble)
        assert kept.memo["attempt"] == len(waits) + 1
        pause = talk.send(None)
        assert isinstance(pause, Pause)
        waits.append(pause.for_s)
        step = next(talk)
    assert all(earlier < later for earlier, later in pairwise(waits))
    assert 74 * 3600 < sum(waits) < 85 * 3600
    next(talk)
    with pytest.raises(Fatal, match="10 attempts"):
        talk.throw(trouble)


def test_a_receivers_own_hint_is_heeded():
    talk = Webhook(Account("https://hook.example", SECRET)).converse(post(), {})
    next(talk)
    next(talk)
    talk.throw(Retryable("HTTP 503.", retry_after_s=99))
    assert talk.send(None).for_s == 99


def test_only_a_reply_that_is_no_trouble_is_received():
    webhook = Webhook(Account("https://hook.example", SECRET))
    assert webhook.error(Reply(204, {}, b"")) is None
    assert isinstance(webhook.error(Reply(302, {}, b"")), Fatal)
