"""fal is asked to tell of a run's end only where the connection says how it is reached."""

import pytest

from include.providers.clip.fal import Fal
from include.providers.errors import BadReply, Fatal
from include.providers.notices import Notice
from include.providers.values import Account, Order, Reply

ORDER = Order("clip", "fal", "fal-ai/test/text-to-video", "sea", 5.0)


def fal(**extra):
    return Fal(Account(secret="key", model=ORDER.model, extra=extra))


@pytest.mark.parametrize("given", ["https://airflow.example/air", "https://airflow.example/air/"])
def test_a_submission_says_where_to_tell_its_end(given):
    request = fal(webhook_url=given).submit(ORDER, key="k")
    assert request.params == {
        "fal_webhook": "https://airflow.example/air/dailies/webhooks/clip/fal"
    }


@pytest.mark.parametrize("extra", [{}, {"webhook_url": ""}, {"webhook_url": None}])
def test_without_an_address_nothing_is_told(extra):
    assert not fal(**extra).wants_notices
    assert fal(**extra).submit(ORDER, key="k").params == {}


@pytest.mark.parametrize(
    "url",
    ["airflow.example", "ftp://airflow.example", "https://", "https://a.example/?x=1",
     "https://a.example/#x", "https://user:pw@a.example", 8080, True, ["https://a.example"]],
)  # fmt: skip
def test_an_address_that_is_none_stops_the_order_before_it_is_paid_for(url):
    with pytest.raises(Fatal, match="webhook_url of the connection"):
        fal(webhook_url=url).submit(ORDER, key="k")


def test_where_it_is_told_does_not_change_the_order():
    told = fal(webhook_url="https://airflow.example").submit(ORDER, key="k")
    assert told.json == fal().submit(ORDER, key="k").json


def test_the_keys_are_fals_unless_the_connection_names_others():
    assert fal().keys().url == "https://rest.fal.ai/.well-known/jwks.json"
    assert fal(jwks_url="http://127.0.0.1:1/keys").keys().url == "http://127.0.0.1:1/keys"
    assert not fal().keys().secret_headers


@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[]", b""])
def test_a_page_instead_of_keys_proves_nothing(body):
    with pytest.raises(BadReply):
        fal().told(Notice({}, b"", 0.0), Reply(200, {}, body))


@pytest.mark.parametrize("durations", ["often", [], ["x"], 5, [None]])
def test_durations_that_are_none_are_told_as_what_they_are(durations):
    with pytest.raises(Fatal, match="durations of the connection"):
        fal(durations=durations).price_usd(ORDER)
