"""What a connection says of durations and prices is used, and nonsense is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.providers import errors, offers
from include.providers.values import Account

SECONDS = st.floats(0.1, 600)


@given(SECONDS, st.lists(SECONDS, min_size=1, max_size=5))
def test_the_duration_is_on_offer_and_long_enough_where_any_is(wanted_s, offered):
    given_s = offers.duration_s(Account(extra={"durations": offered}), wanted_s, (5,))
    assert given_s in offered
    assert given_s >= wanted_s or given_s == max(offered)
    assert not [s for s in offered if wanted_s <= s < given_s]


@pytest.mark.parametrize("durations", [[], "soon", 5, [None], ["x"]])
def test_durations_that_are_none_are_named(durations):
    with pytest.raises(errors.Fatal, match="list of seconds"):
        offers.duration_s(Account(extra={"durations": durations}), 4.0, (5,))


def test_later_fields_win_and_none_leaves_one_out():
    assert offers.merged({"a": 1, "b": 2}, {"b": None}, {"c": 3}) == {"a": 1, "c": 3}


@pytest.mark.parametrize(
    ("aspect", "wide"),
    [("16:9", True), ("9:16", False), ("1:1", False), ("4:5", False), ("", False), ("a:b", False)],
)
def test_only_what_is_wider_than_high_is_wide(aspect, wide):
    assert offers.is_wide(aspect) is wide
