"""Footage from emulated stocks: found, chosen, claimed, fetched, and never without its credit."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from include.footage import online
from include.providers import catalogue, errors
from include.rendering.probe import picture
from tests.emulators.stock import LIBRARY, Film
from tests.include.footage import parts

TITLES = {"pexels": "Pexels", "pixabay": "Pixabay"}


def fetched(emulator):
    return [call.path.split("/")[2] for route, call in emulator.calls if route == "file"]


def test_a_shot_gets_what_fits_it_best_with_its_credit(stock, name):
    (found,) = stock.had()
    assert found.provider == name
    assert found.credit.startswith(f"Ada Lens / {TITLES[name]}, https://")
    assert found.licence.startswith(TITLES[name])
    assert (found.made_with_ai, found.cost_usd, found.reused) == (False, 0.0, False)
    file = picture(stock.store.local(found.media))
    assert (file.width_px, file.height_px) == (1080, 1920)
    assert found.duration_s == pytest.approx(12, abs=0.3)


def test_a_cleared_task_finds_the_same_again_and_asks_nobody(stock, emulator):
    (first,) = stock.had()
    asked = len(emulator.calls)
    (again,) = stock.had()
    assert (again.media, again.credit, again.licence) == (first.media, first.credit, first.licence)
    assert again.reused
    assert len(emulator.calls) == asked


def test_what_an_ai_made_is_said_to_be(stock, emulator, name):
    emulator.films = (replace(LIBRARY[7], title="Ocean waves"),)
    (found,) = stock.had()
    assert found.made_with_ai is (name == "pixabay")
    (again,) = stock.had()
    assert again.made_with_ai is found.made_with_ai


def test_no_two_shots_of_a_channel_show_the_same(stock):
    asks = [stock.ask("Waves of the sea", index) for index in range(3)]
    first = stock.had(*asks)
    second = stock.had(stock.ask("Waves of the sea", 9), batch="b2", topic_id="t2")
    shown = [found.media.digest for found in (*first, *second)]
    assert len(set(shown)) == 4


def test_two_shorts_side_by_side_do_not_take_the_same(stock, emulator):
    emulator.films = (LIBRARY[0], replace(LIBRARY[0], number=201))
    asks = {topic: stock.ask(index=n) for n, topic in enumerate(("t1", "t2"))}
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda t: stock.had(asks[t], topic_id=t)[0], asks))
    assert found[0].credit != found[1].credit


def test_nothing_relevant_is_nothing_though_the_stock_offers_something(stock, emulator):
    state = stock.settle(stock.ask("A volcano erupting"), stock.ask("Full moon", 1))
    ((asked, error),) = state.errors
    assert isinstance(error, errors.Unmatched)
    assert "shot 1" in str(error)
    assert "volcano" in str(error)
    assert asked.index == 0
    assert len(state.done) == 1
    assert len(fetched(emulator)) == 1


@pytest.mark.parametrize(
    "how",
    [{"how": "truncated"}, {"how": "html"}, {"how": "wrong_type"}, {"how": "500"},
     {"how": "gone"}, {"how": "cut_before"}],
    ids=lambda how: how["how"],
)  # fmt: skip
def test_a_file_that_cannot_be_had_is_given_back_and_the_next_is_taken(stock, emulator, how):
    emulator.misbehave("file", **how)
    (found,) = stock.had(stock.ask("Ocean waves"))
    first, second, *_ = fetched(emulator)
    assert first != second
    assert not list((stock.folder / "media" / "partial").iterdir())
    (other,) = stock.had(stock.ask("Ocean waves", 1))
    assert fetched(emulator)[-1] == first
    assert other.media != found.media


def test_when_no_file_can_be_had_the_reason_is_told(stock, emulator):
    emulator.misbehave("file", "html", times=0)
    ((_, error),) = stock.settle().errors
    assert isinstance(error, errors.BadReply)
    assert "text/html" in str(error)
    assert not stock.ledger.footage.taken(stock.ask().digest)


def test_a_clip_that_is_not_as_long_as_its_stock_says_is_left_out(stock, emulator):
    emulator.films = (Film(301, "Ocean waves", lasts_s=1.0), replace(LIBRARY[0], number=302))
    stock.had(stock.ask("Ocean waves"))
    assert fetched(emulator) == ["301", "302"]


def test_what_cannot_be_had_for_one_shot_stops_no_other(stock, emulator):
    emulator.misbehave("file", "html", times=3)
    state = stock.settle(stock.ask("Waves"), stock.ask("Full moon", 1))
    assert [asked.index for asked, _ in state.errors] == [0]
    assert len(state.done) == 1


def test_what_was_had_stays_when_the_key_is_not_taken_any_more(stock, emulator):
    asks = [stock.ask("Waves"), stock.ask("Full moon", 1)]
    stock.had(asks[1])
    emulator.settings["key"] = "another"
    state = stock.settle(*asks)
    assert [asked.index for asked, _ in state.errors] == [0]
    assert set(state.done) == {asks[1].digest}


def test_a_key_that_is_not_taken_ends_it_for_all_shots(stock, emulator):
    emulator.settings["key"] = "another"
    state = stock.settle(stock.ask(), stock.ask("Moon", 1))
    assert [type(error) for _, error in state.errors] == [errors.Fatal]
    assert "password" in str(state.worst)
    assert "emulator-key" not in str(state.worst)


def test_a_spent_allowance_is_waited_for_and_what_was_had_stays(stock, emulator):
    emulator.settings["allowance"] = 1
    state = stock.settle(stock.ask("Moon"), stock.ask("Waves", 1))
    assert len(state.done) == 1
    (later,) = state.later
    wait_s = {"pexels": 300, "pixabay": 60}[stock.provider.name]
    assert later.at - online.time.time() == pytest.approx(wait_s, abs=5)
    emulator.settings["allowance"] = None
    assert len(stock.settle(stock.ask("Moon"), stock.ask("Waves", 1)).done) == 2


def test_killed_between_claim_and_file_the_same_shot_takes_it_up_and_nobody_else(stock, emulator):
    asked, room = stock.ask("Ocean waves"), stock.room()
    emulator.misbehave("file", "cut_before", times=0)
    stock.settle(asked)
    emulator.faults.clear()
    hit = catalogue.find("clip", stock.provider.name)().taken(_hit(101))
    assert room.ledger.footage.claim(room._shot(asked.order), hit)
    (other,) = stock.had(stock.ask("Ocean waves", 1), topic_id="t2")
    assert "Ada Lens" not in other.credit
    (found,) = stock.had(asked)
    assert "Ada Lens" in found.credit


def _hit(number):
    return parts.hit(str(number), creator="Ada Lens")


def test_no_key_is_logged_kept_or_written_down(stock, caplog):
    caplog.set_level(logging.DEBUG)
    stock.had()
    kept = [p.read_bytes() for p in stock.folder.rglob("*") if p.is_file()]
    assert "emulator-key" not in caplog.text
    assert not any(b"emulator-key" in each for each in kept)


def test_no_file_is_taken_for_ours_whose_credit_the_ledger_does_not_know(stock):
    """Whose it is must be known before it is shown."""
    asked = stock.ask()
    stock.had(asked)
    stock.ledger.footage.release(asked.digest)
    assert stock.room().known(asked.order) is None
    (found,) = stock.had(asked)
    assert found.credit
