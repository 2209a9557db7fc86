import pytest

from tests.emulators.fal import Fal
from tests.plugins.jobs import connection


@pytest.fixture
def fal(tmp_path, monkeypatch):
    """A fal queue whose jobs are done at once, an empty ledger and an empty store."""
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path / "data"))
    with Fal() as emulator:
        emulator.settings["job_s"] = 0.0
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(emulator.url))
        yield emulator
