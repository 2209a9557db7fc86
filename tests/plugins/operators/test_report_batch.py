"""What a person reads once a batch is over, in the file and in the log."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import AirflowFailException

from dailies.operators.report_batch import ReportBatchOperator
from include.providers import errors
from include.settings import Settings
from tests.emulators.inbox import Inbox
from tests.plugins.jobs import TOPIC, connection, context, operator


@pytest.fixture
def about_nothing():
    """The context of the report of a batch whose stages left nothing but the ledger."""
    run = SimpleNamespace(
        dag_id="daily_batch", run_id="run", start_date=datetime(2026, 11, 22, tzinfo=UTC)
    )
    ti = SimpleNamespace(
        get_task_states=lambda **_: {"run": {"produce_short.generate_clips_0": "failed"}},
        xcom_pull=lambda **_: None,
    )
    return {"ti": ti, "dag_run": run, "run_id": "run", "params": {}}


def report(ctx):
    """Report the batch and return what was written."""
    task = ReportBatchOperator(task_id="report_batch", topics=[TOPIC])
    with pytest.raises(AirflowFailException):
        task.execute(ctx)
    return json.loads((Settings.from_env().reports / "run.json").read_text())


def test_an_order_whose_reply_was_lost_is_told_with_where_to_look(
    fal, monkeypatch, about_nothing, capfd
):
    about = connection(fal.url, console_url="https://console.example/runs")
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", about)
    fal.misbehave("submit", "cut_after")
    with pytest.raises(errors.Unreachable):
        operator("sea").execute(context())
    operator("sea").execute(context(try_number=2))
    capfd.readouterr()
    told = report(about_nothing)
    (short,) = told["shorts"]
    (finding,) = short["findings"]
    assert (finding["code"], finding["severity"]) == ("order_in_doubt", "warning")
    assert (short["cost_usd"], short["doubtful_usd"]) == (0.50, 0.25)
    assert (told["totals"]["cost_usd"], told["totals"]["doubtful_usd"]) == (0.50, 0.25)
    assert told["totals"]["doubts"] == 1
    (warning,) = (line for line in capfd.readouterr().out.splitlines() if "reply was lost" in line)
    assert "[warning" in warning
    for said in ("Tides: Clip 1 was sent to fal", "0.25 USD", "console.example", "ordered again"):
        assert said in warning


def test_people_are_told_that_a_batch_has_failed_and_why(data, monkeypatch, about_nothing):
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://air.example")
    with Inbox() as inbox:
        fields = {"conn_type": "generic", "password": inbox.address}
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_NOTIFY", json.dumps(fields))
        report(about_nothing)
        (message,) = inbox.messages
    assert (message["title"], message["type"]) == ("Batch run has failed", "failure")
    figures, reason, where = message["message"].splitlines()
    assert figures.startswith("0 of 1 shorts published")
    assert "No short of 1 was produced" in reason
    assert where == "https://air.example/dags/daily_batch/runs/run"


def test_a_doubt_outlives_its_connection(fal, monkeypatch, about_nothing):
    fal.misbehave("submit", "cut_after")
    with pytest.raises(errors.Unreachable):
        operator("sea").execute(context())
    monkeypatch.delenv("AIRFLOW_CONN_DAILIES_CLIP")
    told = report(about_nothing)
    assert told["shorts"][0]["doubtful_usd"] == 0.25
    assert told["shorts"][0]["cost_usd"] == 0.25
    assert "the jobs of fal" in told["shorts"][0]["findings"][0]["remedy"]
