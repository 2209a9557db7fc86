from datetime import UTC, datetime

import pytest

from include.ledger.ledger import Ledger
from include.limits.budget import Budget
from include.providers.errors import Unreachable
from include.reporting.doubts import Doubt, unspent_usd, usd
from tests.include.ledger.test_orders import claim


@pytest.fixture
def orders(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}").orders


def doubtful(orders, prompt="waves"):
    entry = orders.claim(claim(prompt), Budget())
    orders.doubtful(entry, Unreachable("cut", sent=True))
    return entry


def test_it_says_which_order_when_what_it_may_cost_and_where_to_look(orders):
    entry = doubtful(orders)
    (found,) = orders.doubts("b1")
    finding = Doubt.of(found, page="https://fal.ai/dashboard/requests").finding
    sent = entry.submitted_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    for told in ("Clip 1", "fal", sent, "0.25 USD"):
        assert told in finding.message
    for told in ('"waves"', "https://fal.ai/dashboard/requests", "not ordered again"):
        assert told in finding.remedy
    assert abs((datetime.now(UTC) - entry.submitted_at).total_seconds()) < 60


def test_an_order_given_up_was_ordered_again_and_is_spent(orders):
    orders.given_up(doubtful(orders))
    doubtful(orders, "foam")
    doubts = [Doubt.of(entry) for entry in orders.doubts("b1")]
    assert ["was ordered again" in doubt.finding.remedy for doubt in doubts] == [True, False]
    assert "the jobs of fal" in doubts[0].finding.remedy
    assert (usd(doubts), unspent_usd(doubts)) == (0.50, 0.25)


def test_what_somebody_was_killed_over_is_a_doubt_until_it_is_known(orders):
    entry = orders.claim(claim(), Budget())
    assert [found.doubt for found in orders.doubts("b1")] == [False]
    orders.closed(entry, "failed")
    assert orders.doubts("b1") == []


def test_a_long_prompt_is_shortened_to_a_line(orders):
    doubtful(orders, "sea\nand " * 50)
    (found,) = orders.doubts("b1")
    assert '"sea and sea and' in Doubt.of(found).finding.remedy
    assert "…" in Doubt.of(found).finding.remedy
    assert "\n" not in Doubt.of(found).finding.remedy
