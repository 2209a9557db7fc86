import pytest
from airflow.sdk.exceptions import AirflowFailException

from dailies.hooks.ledger import ledger
from dailies.operators.settle_publications import SettlePublicationsOperator
from tests.plugins.housekeeping import run

UNSURE = {"short": "b1/t1", "target": "youtube", "public": True, "url": "https://x"}


@pytest.fixture
def book(data):
    book = ledger().publications
    book.unconfirmed(book.claim("b1/t1", "youtube"), "The reply was lost.")
    return book


def settle(*settled, **params):
    task = SettlePublicationsOperator(task_id="settle_publications")
    return task.execute(run(settle=list(settled), **params))


def test_what_a_person_saw_is_public_and_where(book):
    assert settle(UNSURE) == 1
    held = book.get("b1/t1", "youtube")
    assert (held.state, held.url, held.error) == ("published", "https://x", "")


def test_what_is_not_public_may_be_sent_again(book):
    settle({**UNSURE, "public": False})
    assert book.claim("b1/t1", "youtube", owner="task").ours


def test_what_is_settled_already_or_unknown_is_told_and_left(book):
    settle(UNSURE)
    with pytest.raises(AirflowFailException, match="b1/t1 on youtube, b9/t9 on folder"):
        settle({**UNSURE, "public": False}, {**UNSURE, "short": "b9/t9", "target": "folder"})
    assert book.get("b1/t1", "youtube").state == "published"


def test_a_dry_run_settles_nothing(book):
    assert settle(UNSURE, dry_run=True) == 0
    assert book.get("b1/t1", "youtube").state == "unconfirmed"
