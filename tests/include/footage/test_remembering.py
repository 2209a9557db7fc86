"""What a stock answered is kept for a day, as it wants it."""

import json

from include.footage import remembering


def test_a_search_is_kept_for_a_day_and_then_asked_again(stock, emulator, monkeypatch):
    stock.had(stock.ask("Waves", 0))
    before = len(emulator.searched)
    stock.had(stock.ask("Waves", 1))
    assert len(emulator.searched) == before
    now = remembering.time.time()
    monkeypatch.setattr(remembering.time, "time", lambda: now + 86_401)
    stock.had(stock.ask("Waves", 2))
    assert len(emulator.searched) == before + 1


def test_a_kept_search_that_is_damaged_is_asked_again(stock, emulator):
    stock.had(stock.ask("Waves", 0))
    for path in (stock.folder / "media").rglob("*.json"):
        if path.parent.parent.name == "files":
            path.write_text("{")
    stock.had(stock.ask("Waves", 1))
    assert len(emulator.searched) == 2


def test_what_is_kept_of_a_search_can_be_read_again(stock):
    stock.had()
    kept = [json.loads(p.read_text()) for p in stock.folder.rglob("files/*/*.json")]
    assert all(page["hits"] for page in kept)
