"""A decision costs about the same however much is remembered, and that takes little room."""

import random
import statistics
from pathlib import Path

import pytest

from bench.measurements import memory
from include.ledger.ledger import Ledger


def filled(folder: Path, days: int):
    """Return what a decision costs of a memory of so many days, and what that takes on disk."""
    book = Ledger(f"sqlite:///{folder / str(days)}.db")
    chance = random.Random(7)
    empty = (folder / f"{days}.db").stat().st_size
    sample = memory.fill(book, chance, days=days)
    size = (folder / f"{days}.db").stat().st_size - empty
    memory.publish(book)
    _, cpu, right = memory.decide(book, chance, sample[:50])
    return statistics.median(cpu), right, size / (days * memory.A_DAY)


@pytest.mark.slow
def test_ten_times_as_much_makes_no_decision_twice_as_long(tmp_path):
    few_s, right_of_few, _ = filled(tmp_path, 2)
    many_s, right_of_many, bytes_each = filled(tmp_path, 20)
    assert many_s < 2.5 * few_s
    assert min(right_of_few, right_of_many) > 0.9
    assert bytes_each * 365_000 < 110e6


def test_the_year_is_made_the_same_way_each_time(tmp_path):
    titles = [[topic.title for topic in memory.made_up(random.Random(7), 5)] for _ in range(2)]
    assert titles[0] == titles[1]
    assert len(set(titles[0])) == 5
