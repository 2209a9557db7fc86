"""A take is asked for once, however often that is told, and no more often than is allowed."""

import multiprocessing

import pytest

from include.domain import Topic
from include.domain.take import Take
from include.ledger.ledger import Ledger

TIDES = Topic(topic_id="t1", slug="tides", title="Tides", text="The sea breathes.")


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def ask(takes, decision, *, of="run", first="run", most=3, topic=TIDES):
    draft = Take(
        topic=topic,
        number=0,
        run_id="",
        of_run_id=of,
        first_run_id=first,
        feedback="Slower.",
        asked_by="Ana",
    )
    return takes.ask(draft, decision=decision, most=most, named=lambda n: f"{of}-{n}")


def test_the_same_decision_is_the_same_take(url):
    takes = Ledger(url).takes
    take = ask(takes, "d1")
    assert (take.number, take.run_id) == (2, "run-2")
    assert ask(takes, "d1") == take
    assert takes.find("run", "t1", 2) == take
    assert takes.find("run", "t1", 3) is None
    assert takes.asked_in("run") == {"t1": take}
    assert takes.made_by("run-2", "t1") == take
    assert takes.made_by("run", "t1") is None


def test_takes_are_counted_from_the_first_whoever_asks(url):
    takes = Ledger(url).takes
    second = ask(takes, "d1")
    third = ask(takes, "d2", of=second.run_id)
    assert third.number == 3
    assert ask(takes, "d3", of=third.run_id) is None
    assert ask(takes, "d4") is None
    assert ask(takes, "d4", most=4).number == 4
    assert takes.asked_in("run")["t1"].number == 4


def test_topics_are_counted_apart(url):
    takes = Ledger(url).takes
    ask(takes, "d1")
    other = TIDES.model_copy(update={"topic_id": "t2"})
    assert ask(takes, "d1", topic=other).number == 2


def _ask(url, start, decision, found):
    start.wait()
    found.put(ask(Ledger(url).takes, decision))


def test_of_many_who_ask_at_once_no_more_get_one_than_is_allowed(url):
    Ledger(url)
    mp = multiprocessing.get_context("spawn")
    start, found = mp.Event(), mp.Queue()
    askers = [mp.Process(target=_ask, args=(url, start, f"d{n}", found)) for n in range(4)]
    for asker in askers:
        asker.start()
    start.set()
    got = [found.get(timeout=60) for _ in askers]
    for asker in askers:
        asker.join(timeout=60)
    assert sorted(take.number for take in got if take) == [2, 3]
