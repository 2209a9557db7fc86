import shutil

import pytest

from tests.emulators.fal import Fal
from tests.plugins.jobs import connection


@pytest.fixture(scope="session")
def ground(tmp_path_factory):
    """A data folder and a ledger with its tables, which take longer to make than most tests."""
    from include.ledger.ledger import Ledger

    folder = tmp_path_factory.mktemp("data")
    Ledger(f"sqlite:///{folder / 'ledger.db'}")
    return folder, (folder / "ledger.db").read_bytes()


@pytest.fixture
def data(ground, monkeypatch):
    """An empty ledger and an empty store, at the same place in every test."""
    folder, ledger = ground
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "ledger.db").write_bytes(ledger)
    monkeypatch.setenv("DAILIES_DATA", str(folder))
    return folder


@pytest.fixture(scope="session")
def running():
    """The emulators of the services, each started when it is first wanted."""
    started = {}
    yield started
    for emulator in started.values():
        emulator.stop()


@pytest.fixture
def emulator(service, running, data, monkeypatch):
    """The service as it is at first, its jobs done at once, with a connection to it."""
    kind = service.emulator
    found = running.get(kind) or running.setdefault(kind, kind().start())
    found.reset()
    found.settings = {**found.defaults(), "job_s": 0.0}
    name = f"AIRFLOW_CONN_DAILIES_{service.stage.upper()}"
    monkeypatch.setenv(name, service.connection(found.url))
    return found


@pytest.fixture
def fal(data, monkeypatch):
    """A fal queue whose jobs are done at once, an empty ledger and an empty store."""
    with Fal() as emulator:
        emulator.settings["job_s"] = 0.0
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(emulator.url))
        yield emulator
