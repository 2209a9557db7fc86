"""One conversation, held with a platform that misbehaves and a ledger that remembers."""

from datetime import UTC, datetime, timedelta

import pytest

from include.ledger.ledger import Ledger
from include.providers.errors import Fatal, RateLimited, Retryable
from include.providers.publishing import (
    Ask,
    Keep,
    Pause,
    Published,
    RemotePublisher,
    Send,
    Token,
    Wording,
)
from include.providers.quotas import Quota
from include.providers.values import Account, Request
from include.publishing.talking import Paused, Talk
from tests.emulators.answers import Answer
from tests.emulators.server import Emulator
from tests.include.publishing.world import post


class Board(Emulator):
    """A platform on which anything may be asked; tokens are counted and run out."""

    def reset(self):
        super().reset()
        self.issued = 0
        self.valid = ""

    def route(self, call):
        return call.path.strip("/")

    def answer(self, route, call, fault):
        if route == "token":
            self.issued += 1
            self.valid = f"access-{self.issued}"
            rotated = {"refresh_token": f"refresh-{self.issued}"}
            return Answer(200, {"access_token": self.valid, "expires_in": 3600, **rotated})
        if call.headers.get("authorization") != f"Bearer {self.valid}":
            return Answer(401, {"detail": "expired"})
        return Answer(200, {"size": len(call.body)})


class Wall(RemotePublisher):
    """Publishes by whatever conversation a test gives it."""

    docs_url = limits = ""
    wording = Wording(text=1000)
    quotas = {"posts": Quota(2, "America/Los_Angeles")}  # noqa: RUF012

    def converse(self, post, memo):
        return self.said(post, memo)

    def refresh(self, token):
        return Request("POST", "/token", form={"refresh_token": token})

    def token(self, reply):
        body = reply.object()
        return Token(body["access_token"], body["refresh_token"], body["expires_in"])

    def error(self, reply):
        return None


@pytest.fixture
def board():
    with Board() as emulator:
        yield emulator


@pytest.fixture
def wall(board):
    return Wall(Account(board.url, "s3cr3t", "client", extra={"refresh_token": "refresh-0"}))


@pytest.fixture
def book(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


@pytest.fixture
def talk(wall, book, tmp_path):
    """Give a function that holds one conversation, in another try each time."""
    (tmp_path / "video").write_bytes(b"0123456789")
    slept = []

    def held(said, **facts):
        wall.said = said
        claim = book.publications.claim("b1/t1", "wall", owner="task")
        file = lambda _: tmp_path / "video"  # noqa: E731
        talking = Talk(wall, post(), claim, book, file, sleep=slept.append, **facts)
        return talking.result()

    held.slept = slept
    return held


ASK = Ask(Request("GET", "/post"), "Asking")


def asking(_post, _memo):
    reply = yield ASK
    return Published(remote_id=str(reply.json()["size"]))


def test_it_signs_in_once_for_many_conversations(talk, board):
    talk(asking)
    talk(asking)
    assert board.issued == 1
    (call,) = [call for route, call in board.calls if route == "token"]
    assert call.body == b"refresh_token=refresh-0"


def test_a_token_that_was_taken_back_is_replaced_once(talk, board):
    talk(asking)
    board.valid = "another"
    talk(asking)
    assert board.issued == 2
    refreshing = [call.body for route, call in board.calls if route == "token"]
    assert refreshing[1] == b"refresh_token=refresh-1"


def test_an_account_that_is_not_let_in_is_no_endless_loop(talk, board):
    board.misbehave("post", "gone", status=401, times=0)
    with pytest.raises(Fatal, match="401"):
        talk(asking)
    assert board.issued == 2


def test_of_a_file_exactly_the_bytes_asked_for_are_sent(talk, board):
    def sending(_post, _memo):
        yield Keep({})
        request = Request("PUT", "/post", headers={"content-type": "video/mp4"})
        yield Send(request, "Sending", first=2, last=5)
        yield Send(request, "Sending", first=8, last=9, head=b"<", tail=b">")
        return Published()

    talk(sending)
    assert [call.body for route, call in board.calls if route == "post"] == [b"2345", b"<89>"]


def test_what_is_kept_is_there_at_the_next_beginning_and_unreadable_in_the_ledger(talk, book):
    seen = []

    def keeping(_post, memo):
        seen.append(dict(memo))
        yield Keep({"session": "https://s3ss10n"}, remote_id="video-1")
        if len(seen) < 2:
            raise Retryable("Trouble.")
        return Published()

    talk(keeping)
    assert seen == [{}, {"session": "https://s3ss10n", "remote_id": "video-1"}]
    kept = book.publications.get("b1/t1", "wall")
    assert kept.remote_id == "video-1"
    assert "s3ss10n" not in kept.memo


def test_a_name_once_given_is_there_at_every_later_beginning(talk):
    seen = []

    def keeping(_post, memo):
        seen.append(memo.get("remote_id"))
        yield Keep({"step": 1}, remote_id="video-1")
        yield Keep({"step": 2})
        if len(seen) < 3:
            raise Retryable("Trouble.")
        return Published()

    talk(keeping)
    assert seen == [None, "video-1", "video-1"]


def test_a_memo_under_another_password_counts_as_lost(talk, wall):
    def keeping(_post, _memo):
        yield Keep({"session": "x"}, remote_id="video-1")
        yield Pause("Processing.", for_s=60)

    assert isinstance(talk(keeping), Paused)
    object.__setattr__(wall.account, "secret", "another")
    seen = []

    def reading(_post, memo):
        seen.append(memo)
        yield Keep({})
        return Published()

    talk(reading)
    assert seen == [{"lost": True, "remote_id": "video-1"}]


def test_trouble_that_passes_begins_it_again_and_lasting_trouble_ends_it(talk, board):
    board.misbehave("post", "500", times=2)
    assert talk(asking).remote_id == "0"
    board.misbehave("post", "500", times=0)
    with pytest.raises(Retryable, match="500"):
        talk(asking)
    assert board.requests["post"] == 3 + 5
    assert sum(talk.slept) < 60


def test_words_of_a_platform_are_fit_for_a_log_and_its_link_to_be_followed(talk):
    def told(_post, _memo):
        yield Keep({})
        return Published("javascript:alert(1)", "a\nb", note="one\ntwo\x1b[31m")

    found = talk(told)
    assert (found.url, found.remote_id, found.note) == ("", "a b", "one two [31m")

    def refused(_post, _memo):
        yield Keep({})
        raise Fatal("It said:\n\x1b[31m s3cr3t https://x/y?signature=z")

    with pytest.raises(Fatal) as trouble:
        talk(refused)
    assert str(trouble.value) == "It said: [31m *** https://x/y"


def test_short_pauses_are_slept_through_and_long_ones_are_not(talk):
    def pausing(_post, _memo):
        yield Pause("A moment.", for_s=3)
        yield Pause("A while.", for_s=600)

    paused = talk(pausing)
    assert talk.slept == [3]
    assert paused.why == "A while."
    assert 590 < (paused.until - datetime.now(UTC)).total_seconds() <= 600


def test_a_worker_does_not_sleep_for_long_in_many_short_pauses(talk):
    def pausing(_post, _memo):
        while True:
            yield Pause("A moment.", for_s=5)

    assert isinstance(talk(pausing), Paused)
    assert sum(talk.slept) == 60


@pytest.mark.parametrize(("hint", "wait_s"), [(None, 60), (3600, 3600)])
def test_too_many_requests_are_waited_for_and_no_failure(talk, hint, wait_s):
    def limited(_post, _memo):
        yield Keep({})
        raise RateLimited("Too fast.", retry_after_s=hint)

    paused = talk(limited)
    assert abs((paused.until - datetime.now(UTC)).total_seconds() - wait_s) < 5


def test_what_passes_a_daily_quota_waits_for_the_platforms_midnight_and_is_not_sent(talk, board):
    def costly(_post, _memo):
        yield Ask(Request("GET", "/post"), "Asking", costs={"posts": 1})
        return Published()

    assert [type(talk(costly)) for _ in range(3)] == [Published, Published, Paused]
    assert board.requests["post"] == 2
    paused = talk(costly)
    midnight = paused.until.astimezone(tz("America/Los_Angeles"))
    assert (midnight.hour, midnight.minute) == (0, 0)
    assert timedelta() < paused.until - datetime.now(UTC) <= timedelta(hours=25)


def tz(name):
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def test_a_connection_may_have_a_larger_quota(talk, wall):
    wall.account.extra["quota"] = {"posts": 3}

    def costly(_post, _memo):
        yield Ask(Request("GET", "/post"), "Asking", costs={"posts": 3})
        return Published()

    assert isinstance(talk(costly), Published)
    wall.account.extra["quota"] = {"posts": "many"}
    with pytest.raises(Fatal, match="Say a number"):
        talk(costly)


def test_no_token_is_in_a_log_or_an_error(talk, board, caplog):
    caplog.set_level("DEBUG")
    board.misbehave("post", "500", times=0)
    with pytest.raises(Retryable) as trouble:
        talk(asking)
    told = caplog.text + str(trouble.value)
    for secret in ("access-1", "refresh-0", "refresh-1", "s3cr3t"):
        assert secret not in told


def test_without_a_password_nothing_is_begun(wall, book):
    object.__setattr__(wall.account, "secret", "")
    with pytest.raises(Fatal, match="has no password"):
        Talk(wall, post(), book.publications.claim("b1/t1", "wall"), book, lambda _: None)


def test_without_a_refresh_token_it_says_what_to_add(talk, wall):
    wall.account.extra.clear()
    with pytest.raises(Fatal, match="refresh_token in its extra"):
        talk(asking)
