"""What holds for every target on the network, found by its file; a new one needs no edit here.

What its platform's errors must come to is in ``tests/fixtures/providers/<name>/expected.json``.
"""

import json
from pathlib import Path

import pytest

from include.providers import catalogue, errors
from include.providers.publishing import Ask, Keep, Pause, RemotePublisher, Send
from include.providers.values import Account, Reply
from include.publishing.composing import composed
from tests.emulators.webhook_receiver import SECRET
from tests.include.publishing.world import post

FIXTURES = Path(__file__).parents[2] / "fixtures" / "providers"
NAMES = [
    name
    for name in catalogue.names("publish")
    if issubclass(catalogue.find("publish", name), RemotePublisher)
]


def made(name, **account):
    kind = catalogue.find("publish", name)
    about = {"base_url": kind.base_url or "https://api.example", "secret": SECRET}
    return kind(Account(**{**about, "login": "client", **account}))


@pytest.fixture(params=NAMES)
def publisher(request):
    return made(request.param)


def recorded(publisher):
    return json.loads((FIXTURES / publisher.name / "expected.json").read_text())


def reply(entry):
    return Reply(entry["status"], entry.get("headers", {}), json.dumps(entry["body"]).encode())


def test_there_are_targets_on_the_network():
    assert "webhook" in NAMES


def test_it_says_what_words_and_files_it_takes(publisher):
    assert publisher.wording.text > 500
    assert 0 <= publisher.wording.hashtags <= 100
    longest = publisher.bounds.max_duration_s
    assert not longest or longest > publisher.bounds.min_duration_s
    for quota in publisher.quotas.values():
        assert quota.per_day > 0


def test_a_usual_post_is_nothing_to_refuse_and_fits(publisher):
    assert publisher.refusal(post(target=publisher.name)) == ""
    assert composed(post(target=publisher.name), publisher.wording).title


def test_it_begins_with_nothing_that_cannot_be_undone(publisher):
    """Before the first byte of a file goes out, something was written down."""
    kept = False
    talk = publisher.converse(post(target=publisher.name), {})
    step = next(talk)
    for _ in range(3):
        kept = kept or isinstance(step, Keep)
        assert kept or not isinstance(step, Send)
        if isinstance(step, (Ask, Pause)):
            break
        step = talk.send(None)


def test_its_steps_show_no_secret(publisher):
    step = next(publisher.converse(post(target=publisher.name), {}))
    assert SECRET not in repr(step)
    assert "upload" not in repr(Keep({"url": "https://x/upload"}))


def test_recorded_errors_are_classified(publisher):
    found = recorded(publisher)["errors"]
    assert found
    for entry in found:
        error = publisher.error(reply(entry))
        assert type(error).__name__ == entry["error"], entry
        if "retry_after_s" in entry:
            assert error.retry_after_s == entry["retry_after_s"], entry
        assert SECRET not in str(error)


def test_no_success_is_an_error(publisher):
    for entry in recorded(publisher)["successes"]:
        assert publisher.error(reply(entry)) is None, entry


@pytest.mark.parametrize("body", [b"<html>Sign in</html>", b"{", b"", b"[]", b"null", b"{}", b"1"])
@pytest.mark.parametrize("status", [200, 400, 403, 500])
def test_a_reply_that_is_none_crashes_nothing(publisher, body, status):
    error = publisher.error(Reply(status, {}, body))
    assert error is None or isinstance(error, errors.ProviderError)
