"""Over real HTTP: who is told what, and what is said when they cannot be."""

import logging
import time

import pytest

from include.notifications import programs
from include.notifications.people import tell_people
from include.notifications.programs import tell_program
from include.providers.errors import BadReply, Fatal, Retryable
from tests.emulators.inbox import Inbox
from tests.emulators.webhook_receiver import SECRET, WebhookReceiver
from tests.include.notifications.test_messages import asked

TOLD = asked()


@pytest.fixture
def inbox():
    with Inbox() as emulator:
        yield emulator


@pytest.fixture
def receiver(monkeypatch):
    monkeypatch.setattr(programs, "WAITS_S", (0.01, 0.02))
    with WebhookReceiver() as emulator:
        yield emulator


def test_people_are_told_in_words_with_the_way_there(inbox):
    assert tell_people(TOLD, [inbox.address]) == []
    (message,) = inbox.messages
    assert message["title"] == TOLD.subject
    assert message["message"].splitlines() == [TOLD.body, TOLD.link]
    assert message["type"] == "info"


def test_one_address_that_fails_keeps_no_other_from_it_and_is_not_shown(inbox, caplog, capfd):
    refused = "json://robot:s3cret-token@127.0.0.1:1/"
    with caplog.at_level(logging.DEBUG):
        troubles = tell_people(TOLD, [refused, "nothing://s3cret-token", inbox.address])
    assert len(inbox.messages) == 1
    assert [trouble.split(".")[0] for trouble in troubles] == [
        "Address 1 of 3 (JSON) did not take it",
        "Address 2 of 3 is none that Apprise knows",
    ]
    out, err = capfd.readouterr()
    assert "s3cret-token" not in " ".join(troubles) + caplog.text + out + err


def test_a_program_is_told_what_its_secret_proves(receiver):
    tell_program(TOLD, url=f"{receiver.url}/hook", secrets=SECRET)
    (body,) = receiver.events.values()
    assert list(receiver.events) == [TOLD.event_id]
    assert body["type"] == "review.requested"
    assert body["timestamp"] == "2026-11-22T12:00:00+00:00"
    assert body["data"]["topic_id"] == "t1"
    assert body["data"]["link"] == TOLD.link


def test_what_does_not_get_through_is_sent_again_as_the_same_event(receiver):
    receiver.misbehave("message", "500", times=2)
    tell_program(TOLD, url=f"{receiver.url}/hook", secrets=SECRET)
    assert receiver.requests["message"] == 3
    ids = {call.headers["webhook-id"] for _, call in receiver.calls}
    assert ids == {TOLD.event_id}
    receiver.misbehave("message", "cut_after")
    tell_program(TOLD, url=f"{receiver.url}/hook", secrets=SECRET)
    assert len(receiver.events) == 1


def test_after_three_attempts_it_is_given_up(receiver):
    receiver.misbehave("message", "500", times=0)
    with pytest.raises(Retryable, match="HTTP 500"):
        tell_program(TOLD, url=f"{receiver.url}/hook", secrets=SECRET)
    assert receiver.requests["message"] == 3


def test_a_program_that_wants_to_be_asked_much_later_holds_nobody(receiver):
    receiver.misbehave("message", "429", times=0, retry_after="3600")
    began = time.monotonic()
    with pytest.raises(Retryable):
        tell_program(TOLD, url=f"{receiver.url}/hook", secrets=SECRET)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"how": "gone", "status": 410}, Fatal),
        ({"how": "redirect", "location": "http://127.0.0.1:1/"}, BadReply),
        ({"how": "large", "bytes": 1 << 20}, BadReply),
    ],
)
def test_what_cannot_help_is_not_tried_again(receiver, fault, error):
    receiver.misbehave("message", **fault, times=0)
    with pytest.raises(error):
        tell_program(TOLD, url=f"{receiver.url}/hook", secrets=SECRET)
    assert receiver.requests["message"] == 1


@pytest.mark.parametrize("secrets", ["", "whsec_short", "not base64!"])
def test_without_a_proper_secret_nothing_is_sent(receiver, secrets):
    with pytest.raises(Fatal, match="secret"):
        tell_program(TOLD, url=f"{receiver.url}/hook", secrets=secrets)
    assert receiver.requests["message"] == 0


def test_while_a_secret_is_replaced_both_hold(receiver):
    receiver.settings["secrets"] = ["whsec_" + "B" * 44]
    tell_program(TOLD, url=f"{receiver.url}/hook", secrets=f"{SECRET} whsec_{'B' * 44}")
    assert len(receiver.events) == 1
