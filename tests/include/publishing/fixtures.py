"""Fixtures of everything that is tested by attempts at publishing."""

import shutil

import pytest

from include.ledger.ledger import Ledger
from include.storage.media import MediaStore
from tests.include.publishing import attempts
from tests.include.publishing.world import VIDEO, made_short


@pytest.fixture(scope="session")
def attempted():
    """Give what starts attempts in processes of their own."""
    with attempts.server() as start:
        yield start


@pytest.fixture(scope="session")
def ground(tmp_path_factory):
    """An empty ledger and a store with a short in it, made once."""
    folder = tmp_path_factory.mktemp("ground")
    Ledger(f"sqlite:///{folder / 'ledger.db'}")
    store = MediaStore(folder / "media")
    return folder, made_short(store, VIDEO)


@pytest.fixture
def fresh(ground, tmp_path):
    """Give a function that empties the ledger and describes the world of an attempt."""
    folder, short = ground

    def world(target, **account):
        for old in tmp_path.glob("ledger.db*"):
            old.unlink()
        shutil.copy(folder / "ledger.db", tmp_path / "ledger.db")
        return {
            "target": target,
            "account": account,
            "ledger": f"sqlite:///{tmp_path / 'ledger.db'}",
            "media": str(folder / "media"),
            "root": str(tmp_path / "published"),
            "short": short.model_dump(mode="json"),
        }

    return world
