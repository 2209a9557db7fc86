"""A stock's connection becomes a stockroom with its memory and its limits."""

import json

import pytest

from dailies.hooks.footage import stockroom_for
from dailies.hooks.provider import service_for
from include.footage.folder import FolderShelf
from include.footage.online import OnlineShelf
from include.ordering.asking import Asker
from include.providers.errors import Fatal


@pytest.fixture
def room(monkeypatch, tmp_path):
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path))

    def made(name, **extra):
        fields = {"conn_type": "http", "password": "the-key-here", "extra": extra}
        monkeypatch.setenv(f"AIRFLOW_CONN_DAILIES_CLIP_{name.upper()}", json.dumps(fields))
        service = service_for("clip", name=name)
        asker = Asker("batch", "topic", "owner")
        return stockroom_for(service, asker, memory_days=365, booked=2, stop=lambda: None)

    return made


def test_a_stock_on_the_network_is_searched_and_a_folder_read(room):
    shelf = room("pexels").shelf
    assert isinstance(shelf, OnlineShelf)
    assert (shelf.provider.account.secret, shelf.booked) == ("the-key-here", 2)
    assert isinstance(room("local", folder="/own").shelf, FolderShelf)


@pytest.mark.parametrize(
    ("extra", "days"), [({}, 365), ({"memory_days": 7}, 7), ({"memory_days": 0}, 0)]
)
def test_the_connections_memory_goes_before_the_runs(room, extra, days):
    assert room("pexels", **extra).memory_days == days


def test_a_memory_that_is_no_number_is_refused(room):
    with pytest.raises(Fatal, match="memory_days"):
        room("pexels", memory_days="long")


def test_a_rate_that_is_none_is_refused(room):
    with pytest.raises(Fatal, match="rate of connection dailies_clip_pexels"):
        room("pexels", rate=-1)
