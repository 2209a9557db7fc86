"""A short goes to a target once, whoever asks how often."""

import threading

import pytest

from include.ledger import publications
from include.ledger.database import now
from include.ledger.ledger import Ledger
from include.ledger.publications import LEASE, TakenOver


@pytest.fixture
def ledger(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def test_a_publication_is_claimed_then_confirmed_then_nobodys(ledger):
    book = ledger.publications
    mine = book.claim("short", "folder", owner="task")
    assert mine.ours
    book.confirm(mine, path="/published/x.mp4")
    held = book.claim("short", "folder", owner="task")
    assert (held.ours, held.state, held.path) == (False, "published", "/published/x.mp4")


def test_the_same_task_may_finish_what_it_began_and_no_other(ledger):
    book = ledger.publications
    mine = book.claim("short", "youtube", owner="task")
    book.keep(mine, "sealed", remote_id="upload-1")
    assert not book.claim("short", "youtube", owner="other").ours
    assert not book.claim("short", "youtube").ours
    again = book.claim("short", "youtube", owner="task")
    assert (again.ours, again.remote_id, again.memo) == (True, "upload-1", "sealed")


def test_an_ambiguous_publication_is_not_sent_again(ledger):
    book = ledger.publications
    book.unconfirmed(book.claim("short", "youtube", owner="task"), "reply lost")
    held = book.claim("short", "youtube", owner="task")
    assert (held.ours, held.state, held.error) == (False, "unconfirmed", "reply lost")


def test_a_publication_that_certainly_failed_may_be_claimed_again(ledger):
    book = ledger.publications
    book.failed(book.claim("short", "youtube", owner="task", try_id="1"), "no quota")
    assert not book.claim("short", "youtube", owner="task", try_id="1").ours
    assert book.claim("short", "youtube", owner="other").ours
    assert [held.target for held in book.of("short")] == ["youtube"]


def test_of_many_threads_one_may_send(ledger):
    won = []
    barrier = threading.Barrier(8)

    def race(number):
        barrier.wait()
        won.append(ledger.publications.claim("short", "folder", owner=f"task {number}").ours)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won.count(True) == 1


def test_who_was_overtaken_writes_nothing_more(ledger):
    book = ledger.publications
    first = book.claim("short", "youtube", owner="task", try_id="1")
    second = book.claim("short", "youtube", owner="task", try_id="2")
    for write in (
        lambda: book.keep(first, "memo"),
        lambda: book.confirm(first),
        lambda: book.failed(first, "late"),
        lambda: book.unconfirmed(first, "late"),
        lambda: book.wait(first, now(), "late"),
    ):
        with pytest.raises(TakenOver, match="taken over"):
            write()
    book.keep(second, "memo")
    assert book.get("short", "youtube").memo == "memo"


def test_a_claim_that_is_long_dead_may_be_taken_over_by_anybody(ledger, monkeypatch):
    book = ledger.publications
    book.keep(book.claim("short", "youtube", owner="task"), "memo")
    monkeypatch.setattr(publications, "now", lambda: now() + LEASE * 1.1)
    held = book.claim("short", "youtube", owner="other")
    assert (held.ours, held.memo) == (True, "memo")


def test_a_waiting_one_says_until_when_and_why(ledger):
    book, until = ledger.publications, now() + LEASE
    book.wait(book.claim("short", "youtube", owner="task"), until, "Busy.")
    (held,) = book.of("short")
    assert (held.state, held.not_before, held.error) == ("waiting", until, "Busy.")
    assert book.claim("short", "youtube", owner="task").not_before is None


def test_what_is_scheduled_is_done_and_its_memo_forgotten(ledger):
    book, at = ledger.publications, now() + LEASE
    mine = book.claim("short", "youtube", owner="task")
    book.keep(mine, "memo")
    book.confirm(mine, url="https://x", remote_id="v", scheduled_for=at)
    held = book.claim("short", "youtube", owner="task")
    assert (held.ours, held.state, held.scheduled_for) == (False, "scheduled", at)
    assert held.memo == ""


def test_only_what_is_unconfirmed_can_be_settled(ledger):
    book = ledger.publications
    mine = book.claim("short", "youtube", owner="task")
    assert not book.settle("short", "youtube", public=True)
    book.unconfirmed(mine, "reply lost")
    assert book.settle("short", "youtube", public=True, url="https://x")
    held = book.claim("short", "youtube", owner="task")
    assert (held.ours, held.state, held.url) == (False, "published", "https://x")
