"""An access token is refreshed by one task at a time, and the newest is the one that counts."""

import threading

import pytest

from include.ledger.ledger import Ledger
from include.providers.errors import Retryable
from include.providers.publishing import Token
from include.providers.values import Account
from include.publishing.tokens import Access
from tests.include.publishing.test_talking import Board, Wall


@pytest.fixture
def board():
    with Board() as emulator:
        yield emulator


@pytest.fixture
def tokens(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}").tokens


def wall(board, refresh="refresh-0"):
    return Wall(Account(board.url, "s3cr3t", "client", extra={"refresh_token": refresh}))


def test_tasks_that_want_one_at_the_same_time_ask_once(board, tokens):
    board.misbehave("token", "slow", seconds=0.6)
    got = []
    ask = lambda: got.append(Access(wall(board), tokens).token())  # noqa: E731
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["access-1"] * 4
    assert board.issued == 1


def test_signing_in_anew_makes_what_was_kept_worthless(board, tokens):
    Access(wall(board), tokens).token()
    Access(wall(board, refresh="new"), tokens).token()
    bodies = [call.body for route, call in board.calls if route == "token"]
    assert bodies == [b"refresh_token=refresh-0", b"refresh_token=new"]


def test_nobody_asks_for_ever_after_one_that_failed(board, tokens):
    board.misbehave("token", "500")
    with pytest.raises(Retryable):
        Access(wall(board), tokens).token()
    assert Access(wall(board), tokens).token() == "access-1"


def test_a_token_that_another_task_replaced_is_not_replaced_again(board, tokens):
    first, second = Access(wall(board), tokens), Access(wall(board), tokens)
    stale = first.token()
    assert second.token(stale=stale) == "access-2"
    assert first.token(stale=stale) == "access-2"
    assert board.issued == 2


def test_an_access_token_in_the_connection_is_used_until_it_is_old(board, tokens, monkeypatch):
    class Lasting(Wall):
        def first_token(self):
            return Token("long-lived", "long-lived", 90_000)

    lasting = Lasting(Account(board.url, "s3cr3t"))
    assert Access(lasting, tokens).token() == "long-lived"
    from include.publishing import tokens as module

    now = module.time.time
    monkeypatch.setattr(module.time, "time", lambda: now() + 90_000)
    assert Access(lasting, tokens).token() == "access-1"


def test_nothing_of_a_token_can_be_read_in_the_ledger(board, tokens, tmp_path):
    Access(wall(board), tokens).token()
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.db*"))
    for secret in (b"access-1", b"refresh-1", b"refresh-0", b"s3cr3t"):
        assert secret not in raw
