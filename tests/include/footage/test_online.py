"""Stocks are searched from precise to general, within their limits."""

from dataclasses import replace

import pytest

from include.limits.gate import Gate
from include.providers import errors
from include.rendering.probe import picture
from tests.emulators.stock import LIBRARY
from tests.include.footage.stocks import shop


def test_a_precise_search_that_finds_nothing_is_followed_by_more_general_ones(stock, emulator):
    emulator.settings["fuzzy"] = False
    emulator.films = (replace(LIBRARY[4], title="Lighthouse"),)
    stock.had(stock.ask("Keeper climbs stairs, stormy lighthouse", emphasis=["lighthouse"]))
    assert len(emulator.searched) >= 1
    assert all(len(words.split()) <= 4 for words in emulator.searched)


def test_a_clip_of_another_shape_is_better_than_none(stock, emulator):
    emulator.films = (LIBRARY[1],)
    (found,) = stock.had(stock.ask("Waves on a beach"))
    file = picture(stock.store.local(found.media))
    assert (file.width_px, file.height_px) == (1920, 1080)


@pytest.mark.parametrize("how", ["500", "503", "cut_before", "truncated"])
def test_trouble_with_a_search_is_for_another_try(stock, emulator, how):
    emulator.misbehave("search", how)
    state = stock.settle()
    assert isinstance(state.worst, errors.Retryable)
    assert len(stock.settle().done) == 1


@pytest.mark.parametrize("how", ["html", "malformed"])
def test_an_answer_that_is_none_is_told_of(stock, emulator, how):
    emulator.misbehave("search", how)
    assert isinstance(stock.settle().worst, errors.BadReply)


def test_the_old_address_of_pexels_is_asked_where_the_new_one_is_not_found(running, tmp_path):
    emulator = running["pexels"]
    emulator.reset()
    emulator.settings = {**emulator.defaults(), "moved": False}
    shop("pexels", emulator.url, tmp_path).had()
    assert (emulator.requests["search"], emulator.requests["old"]) == (1, 1)


class Turnstile(Gate):
    """Lets one request through a minute."""

    wait = 0.0

    def wait_s(self):
        return 0.0

    def book(self, count):
        waited, Turnstile.wait = Turnstile.wait, 60.0
        return waited


def test_the_connections_rate_is_kept_and_a_booked_permit_used(stock, emulator, monkeypatch):
    monkeypatch.setattr(Turnstile, "wait", 0.0)
    stock.gate = Turnstile()
    state = stock.settle(stock.ask("Moon"), stock.ask("Waves", 1))
    (later,) = state.later
    assert (len(state.done), later.booked) == (1, 1)
    assert len(stock.settle(stock.ask("Waves", 1), booked=1).done) == 1
    assert len(emulator.searched) == 2
