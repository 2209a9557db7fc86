"""What nobody could confirm is settled at the desk, by who may decide, once."""

from http import HTTPStatus

import pytest

from dailies.hooks.ledger import ledger
from tests.plugins.ui.desk import api, client

pytestmark = pytest.mark.integration

PATH = "/dailies/api/publications/settle"


@pytest.fixture
def key(batch):
    """A short of the batch that was sent to youtube, and maybe arrived."""
    book, key = ledger().publications, f"{batch.name}/t0"
    book.unconfirmed(book.claim(key, "youtube"), "The connection broke.")
    return key


def said(batch, /, **more):
    sent = {"batch": batch.name, "topic_id": "t0", "target": "youtube", "public": True}
    return {**sent, **more}


@pytest.mark.parametrize(("public", "state"), [(True, "published"), (False, "failed")])
def test_a_person_says_what_became_of_it(server, batch, key, public, state, caplog):
    with api(server, "rita") as reviewer:
        answer = reviewer.post(PATH, json=said(batch, public=public))
    assert (answer.status_code, answer.json()) == (HTTPStatus.OK, {"state": state})
    assert ledger().publications.get(key, "youtube").state == state
    assert f"rita settled '{key}' on youtube" in caplog.text


def test_what_is_not_unconfirmed_stays_as_it_is(server, batch, key):
    with api(server, "rita") as reviewer:
        reviewer.post(PATH, json=said(batch))
        again = reviewer.post(PATH, json=said(batch, public=False))
        elsewhere = reviewer.post(PATH, json=said(batch, target="tiktok"))
    assert again.status_code == elsewhere.status_code == HTTPStatus.CONFLICT
    assert ledger().publications.get(key, "youtube").state == "published"


def test_who_may_only_look_settles_nothing(server, batch, key):
    with api(server, "victor") as visitor:
        assert visitor.post(PATH, json=said(batch)).status_code == HTTPStatus.FORBIDDEN
    assert ledger().publications.get(key, "youtube").state == "unconfirmed"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"topic_id": "t9"}, HTTPStatus.NOT_FOUND),
        ({"batch": "../other"}, HTTPStatus.NOT_FOUND),
        ({"public": "maybe"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"target": "x" * 65}, HTTPStatus.UNPROCESSABLE_ENTITY),
    ],
)
def test_what_is_wrong_is_refused(server, batch, key, wrong, status):
    with api(server, "rita") as reviewer:
        assert reviewer.post(PATH, json=said(batch, **wrong)).status_code == status


def test_a_forged_form_settles_nothing(server, batch, key):
    with client(server, "rita") as browser:
        forged = browser.post(PATH, json=said(batch))
    assert forged.status_code == HTTPStatus.FORBIDDEN
    assert ledger().publications.get(key, "youtube").state == "unconfirmed"
