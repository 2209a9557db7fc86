"""What a service says goes on in messages of ours, but not as it pleases."""

import json

import pytest

from include.providers import errors
from include.providers.clip.fal import Fal
from include.providers.transport.mapping import check, progress_of
from include.providers.values import Account, Reply

KEY = "s3cr3t-key"
HOSTILE = f"no\n2026-01-01 INFO all is paid\x1b[2J {KEY} https://h/a?Signature=s3 " + "x" * 100_000


@pytest.fixture
def fal():
    return Fal(Account(secret=KEY))


def fit(said):
    assert said.isprintable()
    assert len(said) <= errors.LONGEST_MESSAGE
    assert KEY not in said
    assert "Signature" not in said
    assert "2026-01-01 INFO all is paid" in said


def test_an_error_is_told_on_one_line_that_is_not_too_long(fal):
    body = json.dumps({"detail": [{"type": "content_policy_violation", "msg": HOSTILE}]})
    with pytest.raises(errors.Refused) as refused:
        check(fal, Reply(422, {}, body.encode()), what="It", paid=True, known=False)
    fit(str(refused.value))


def test_a_failure_told_by_a_poll_too(fal):
    about = {"status": "COMPLETED", "error": HOSTILE, "error_type": "runner_lost"}
    progress = progress_of(fal, Reply(200, {}, json.dumps(about).encode()))
    fit(str(progress.error))
    fit(progress.detail)


def test_a_sentence_of_the_service_ends_once(fal):
    body = json.dumps({"detail": "Exhausted balance."}).encode()
    with pytest.raises(errors.Fatal, match=r"refused the account: Exhausted balance\. Check"):
        check(fal, Reply(403, {}, body), what="It", paid=True, known=False)
