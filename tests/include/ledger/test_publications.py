"""A short goes to a target once, whoever asks how often."""

import threading

import pytest

from include.ledger.ledger import Ledger


@pytest.fixture
def ledger(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def test_a_publication_is_claimed_then_confirmed_then_nobodys(ledger):
    book = ledger.publications
    assert book.claim("short", "folder", owner="task").ours
    book.confirm("short", "folder", path="/published/x.mp4")
    held = book.claim("short", "folder", owner="task")
    assert (held.ours, held.state, held.path) == (False, "published", "/published/x.mp4")


def test_the_same_task_may_finish_what_it_began_and_no_other(ledger):
    book = ledger.publications
    book.claim("short", "youtube", owner="task")
    book.remember("short", "youtube", "upload-1")
    assert not book.claim("short", "youtube", owner="other").ours
    assert not book.claim("short", "youtube").ours
    again = book.claim("short", "youtube", owner="task")
    assert (again.ours, again.remote_id) == (True, "upload-1")


def test_an_ambiguous_publication_is_not_sent_again(ledger):
    book = ledger.publications
    book.claim("short", "youtube", owner="task")
    book.unconfirmed("short", "youtube", "reply lost")
    held = book.claim("short", "youtube", owner="task")
    assert (held.ours, held.state, held.error) == (False, "unconfirmed", "reply lost")


def test_a_publication_that_certainly_failed_may_be_claimed_again(ledger):
    book = ledger.publications
    book.claim("short", "youtube", owner="task")
    book.failed("short", "youtube", "no quota")
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
