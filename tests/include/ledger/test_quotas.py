"""Of a daily quota all that is wanted is booked, or nothing."""

import threading

import pytest

from include.ledger.ledger import Ledger

LIMITS = {"uploads": 3, "units": 1000}
DAYS = dict.fromkeys(LIMITS, "2026-11-22")


@pytest.fixture
def quotas(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}").quotas


def test_what_fits_is_booked_and_what_does_not_names_the_bucket(quotas):
    costs = {"uploads": 1, "units": 450}
    booked = [quotas.book("me", costs, limits=LIMITS, days=DAYS) for _ in range(3)]
    assert booked == ["", "", "units"]
    assert quotas.used("me", "uploads", "2026-11-22") == 2


def test_another_day_and_another_account_have_their_own(quotas):
    assert not quotas.book("me", {"uploads": 3}, limits=LIMITS, days=DAYS)
    assert quotas.book("me", {"uploads": 1}, limits=LIMITS, days=DAYS) == "uploads"
    tomorrow = dict.fromkeys(LIMITS, "2026-11-23")
    assert not quotas.book("me", {"uploads": 3}, limits=LIMITS, days=tomorrow)
    assert not quotas.book("you", {"uploads": 3}, limits=LIMITS, days=DAYS)


def test_of_many_threads_as_many_get_one_as_there_are(quotas):
    got = []
    book = lambda: got.append(quotas.book("me", {"uploads": 1}, limits=LIMITS, days=DAYS))  # noqa: E731
    threads = [threading.Thread(target=book) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count("") == 3
