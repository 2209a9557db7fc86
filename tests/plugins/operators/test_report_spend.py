import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dailies.operators.report_spend import ReportSpendOperator
from include.providers import errors
from tests.plugins.housekeeping import run
from tests.plugins.jobs import context, operator


def report():
    return ReportSpendOperator(task_id="report_spend").execute(run())


def test_what_is_sure_and_what_is_in_doubt_are_told_apart_by_day_and_provider(fal, capsys):
    fal.misbehave("submit", "cut_after")
    with pytest.raises(errors.Unreachable):
        operator("sea").execute(context())
    operator("sea").execute(context(try_number=2))
    told = report()
    today = datetime.now(UTC).date()
    path = Path(told["path"])
    assert path.name == f"housekeeping-{today}.json"
    (day,) = json.loads(path.read_text())["days"]
    assert (day["day"], day["provider"]) == (str(today), "fal")
    assert (day["sure_usd"], day["doubtful_usd"], day["doubts"]) == (0.25, 0.25, 1)
    assert (
        f"{today} fal: 0.25 USD for 1 orders, and 0.25 USD in doubt for 1"
        in capsys.readouterr().out
    )
    assert (told["sure_usd"], told["doubtful_usd"]) == (0.25, 0.25)


def test_a_day_without_spending_is_reported_too(tmp_path, monkeypatch):
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path / "data"))
    assert json.loads(Path(report()["path"]).read_text())["days"] == []
