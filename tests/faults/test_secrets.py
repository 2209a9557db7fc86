"""What was kept of all that holds no key and no signed address. Named so that it comes last."""

import pytest

from tests.faults.batch import SHOTS

pytestmark = [pytest.mark.faults, pytest.mark.integration, pytest.mark.slow]


def test_no_key_and_no_signed_address_is_in_anything_that_was_kept(
    batches, airflow, fal, jimeng, omni, seedance
):
    fal.settings["job_s"] = 0
    for on, how in (("submit", "500"), ("file", "500")):
        fal.misbehave(on, how)
    both = [batches.start(title) for title in ("Curlew", "Dipper")]
    for batch in both:
        batch.until("success")
        assert len(batch.taken(fal)) == SHOTS
    assert sum(batch.task()["try_number"] for batch in both) == len(both) + 2
    services = (fal, jimeng, omni, seedance)
    runs = [run for service in services for run in service.runs.values()]
    secrets = {run.signature for run in runs} | {fal.settings["key"]}
    assert len(secrets) > SHOTS
    files = [path for path in airflow.places.data.rglob("*") if path.is_file()]
    names = {path.name for path in files}
    assert {"airflow.db", "ledger.db", "standalone.log", "attempt=1.log"} <= names
    found = [path for path in files if any(s.encode() in _kept(path) for s in secrets)]
    assert found == []


def _kept(path):
    try:
        return path.read_bytes()
    except FileNotFoundError:  # SQLite's files beside a database come and go
        return b""
