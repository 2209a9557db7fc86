"""Prices and replies."""

import pytest

from include.providers.errors import BadReply, Fatal
from include.providers.values import Account, Reply


@pytest.mark.parametrize(
    ("account", "cost"),
    [(Account(), 0.0), (Account(price_usd=2.0), 2.0),
     (Account(price_usd=2.0, extra={"price_per": "piece"}), 2.0),
     (Account(price_usd=2.0, extra={"price_per": "second"}), 10.0)],
)  # fmt: skip
def test_a_price_is_for_the_unit_it_names(account, cost):
    assert account.cost_usd(second=5) == cost


def test_an_unknown_unit_would_break_a_budget_and_is_refused():
    with pytest.raises(Fatal, match=r"'minute'.*piece, second"):
        Account(price_usd=2.0, extra={"price_per": "minute"}).cost_usd(second=5)


def test_a_reply_that_is_no_object_is_said_to_be_what_it_is():
    assert Reply(200, {}, b'{"a": 1}').object() == {"a": 1}
    with pytest.raises(BadReply, match="JSON list"):
        Reply(200, {}, b"[1]").object()
    for body in (b"[1]", b"<html>", b"null", b""):
        assert Reply(500, {}, body).object_or_empty() == {}


def test_a_reply_that_is_nested_without_end_is_not_json():
    for body in (b"[" * 200_000, b'{"a":' * 200_000):
        with pytest.raises(BadReply, match="not JSON"):
            Reply(200, {}, body).json()


def test_half_a_character_is_replaced_and_whole_ones_are_kept():
    body = rb'{"a\ud83d": ["\uDC00 x", "\ud83d\ude00", "\\ud83d"], "n": 1}'
    assert Reply(200, {}, body).json() == {"a\ufffd": ["\ufffd x", "\U0001f600", r"\ud83d"], "n": 1}


def test_a_setting_that_is_not_what_it_should_be_is_named():
    account = Account(extra={"a": "x", "b": [1], "c": "2.5", "d": {"e": 1}, "f": "inf"})
    assert (account.number("c", 1), account.number("missing", 1)) == (2.5, 1)
    assert (account.mapping("d"), account.mapping("missing")) == ({"e": 1}, {})
    for name in ("a", "b", "d", "f"):
        with pytest.raises(Fatal, match=f"{name} of the connection's extra"):
            account.number(name, 1)
    for name in ("a", "b"):
        with pytest.raises(Fatal, match=f"{name} of the connection's extra"):
            account.mapping(name)
        with pytest.raises(Fatal, match=f"{name} of the connection's extra"):
            account.flag(name, default=True)


@pytest.mark.parametrize(
    ("yes", "no"), [(True, False), ("true", "false"), ("True", "False"), (1, 0), ("1", "0")]
)
def test_a_setting_that_is_a_word_in_a_uri_means_what_it_says(yes, no):
    account = Account(extra={"yes": yes, "no": no, "empty": ""})
    assert account.flag("yes", default=False)
    assert not account.flag("no", default=True)
    assert account.flag("empty", default=True)
    assert not account.flag("missing", default=False)
