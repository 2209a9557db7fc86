"""A call that is answered at once: budgeted before, written down, found again."""

import pytest

from include.domain import Script, Usage
from include.ledger.ledger import Ledger
from include.limits.budget import Budget
from include.ordering.asking import Ask, Asker, Rules
from include.ordering.paying import Till
from include.providers.errors import BadReply, OverBudget, Retryable, Unreachable
from include.providers.values import Order
from include.storage.media import MediaStore

ORDER = Order("text", "openai", "m", "Tides", 35.0)
ASKED = Ask(ORDER, "the script of 'Tides'", 0)
MADE = Script(topic_id="t", title="Tides", language="en", beats=())


class Model:
    """Answers, or fails, and counts."""

    def __init__(self, error=None, usd=0.02):
        self.error, self.usd, self.calls = error, usd, 0

    def __call__(self):
        self.calls += 1
        if self.error:
            raise self.error
        return MADE, Usage(tokens_in=100, tokens_out=50, cost_usd=self.usd)


@pytest.fixture
def till(tmp_path):
    def made(try_id="1", owner="task", **rules):
        asker = Asker("batch", "t", owner, try_id=try_id)
        ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
        return Till(ledger, MediaStore(tmp_path / "media"), asker, Rules(**rules))

    return made


def failed(error, **facts):
    error.usage = Usage(**facts) if facts else None
    return error


def spent(till):
    return till.ledger.spend.spent(batch="batch")


def test_what_was_bought_is_found_and_cost_what_it_cost(till):
    mine = till()
    assert mine.found(ORDER, Script) is None
    assert mine.buy(ASKED, 0.10, Model()) == MADE
    assert mine.found(ORDER, Script) == MADE
    assert (mine.cost_usd(ORDER), spent(mine).usd) == (0.02, 0.02)


def test_what_would_pass_the_budget_is_not_called(till):
    model = Model()
    with pytest.raises(OverBudget):
        till(budget=Budget(0.05, None)).buy(ASKED, 0.10, model)
    with pytest.raises(OverBudget, match="no known price"):
        till(budget=Budget(0.05, None)).buy(ASKED, None, model)
    with pytest.raises(OverBudget):
        till(budget=Budget(None, 0.05)).buy(ASKED, 0.10, model)
    assert model.calls == 0


def test_a_failure_that_cost_something_is_paid(till):
    mine = till()
    error = failed(BadReply("No script."), tokens_in=100, cost_usd=0.01)
    with pytest.raises(BadReply):
        mine.buy(ASKED, 0.10, Model(error))
    assert (spent(mine).usd, spent(mine).doubtful_usd) == (0.01, 0.0)
    assert mine.buy(ASKED, 0.10, Model()) == MADE
    assert spent(mine).usd == pytest.approx(0.03)


def test_a_failure_before_anything_was_done_is_free(till):
    mine = till()
    with pytest.raises(Unreachable):
        mine.buy(ASKED, 0.10, Model(Unreachable("Down.", sent=False)))
    assert spent(mine).usd == 0
    assert mine.ledger.orders.doubts("batch") == []


def test_a_lost_answer_is_a_doubt_at_its_highest_price(till):
    with pytest.raises(Unreachable):
        till().buy(ASKED, 0.10, Model(Unreachable("Cut.", sent=True)))
    again = till(try_id="2")
    assert again.buy(ASKED, 0.10, Model()) == MADE
    assert (spent(again).doubtful_usd, spent(again).doubts) == (0.10, 1)


def test_a_killed_try_is_followed_by_the_next_one_at_once_and_by_others_later(till):
    with pytest.raises(KeyboardInterrupt):
        till().buy(ASKED, 0.10, Model(KeyboardInterrupt()))
    with pytest.raises(Retryable, match="another attempt"):
        till(owner="other", try_id="9").buy(ASKED, 0.10, Model())
    assert till(try_id="2").buy(ASKED, 0.10, Model()) == MADE
    assert spent(till()).doubtful_usd == 0.10


def test_what_costs_nothing_is_kept_without_a_row(till):
    mine = till()
    mine.keep(ORDER, MADE)
    assert mine.found(ORDER, Script) == MADE
    assert mine.ledger.orders.latest(ORDER.digest) is None


def test_what_another_version_wrote_is_not_found(till):
    mine = till()
    mine.store.put(b'{"of": "another version"}', "application/json", order_digest=ORDER.digest)
    assert mine.found(ORDER, Script) is None
