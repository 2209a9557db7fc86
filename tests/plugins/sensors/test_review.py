"""Who decides about a short, and what a person is shown."""

from datetime import UTC, datetime, timedelta

import pytest
from airflow.sdk.exceptions import TaskAwaitingInput

from dailies.sensors.review import ReviewSensor
from include.domain import Beat, Finding, Role, Script, Severity
from tests.include.shorts.parts import short

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SHORT = short(
    cost_usd=1.25,
    findings=(
        Finding(code="thin", severity=Severity.WARNING, message="Little text.", remedy="Add some."),
    ),
)
SCRIPT = Script(
    topic_id="t1",
    title="Tides",
    language="en",
    beats=(Beat(role=Role.HOOK, spoken="The sea breathes twice a day.", seen="The sea."),),
)


@pytest.fixture
def sensor():
    topic = {"topic_id": "t1", "slug": "tides", "title": "Tides"}
    return ReviewSensor(
        task_id="review",
        topic=topic,
        script=SCRIPT.model_dump(mode="json"),
        short=SHORT.model_dump(mode="json"),
    )


@pytest.fixture
def asked(monkeypatch):
    """What was put before a person, instead of the call to the API server."""
    seen = {}
    monkeypatch.setattr(
        "airflow.providers.standard.operators.hitl.upsert_hitl_detail",
        lambda **details: seen.update(details),
    )
    return seen


class TaskInstance:
    id = "019aa000-0000-7000-8000-000000000000"


def context(**review):
    return {"params": {"review": review}, "task_instance": TaskInstance(), "ti": TaskInstance()}


@pytest.mark.parametrize("policy", ["approve", "reject"])
def test_a_policy_decides_at_once_and_asks_nobody(sensor, asked, policy):
    decided = sensor.execute(context(policy=policy))
    assert (decided["decision"], decided["by"], decided["topic_id"]) == (policy, "policy", "t1")
    assert asked == {}


def test_a_person_is_asked_for_as_long_as_the_run_says(sensor, asked):
    with pytest.raises(TaskAwaitingInput) as parked:
        sensor.execute(context(policy="ask", timeout_days=3))
    assert parked.value.timeout == timedelta(days=3)
    assert asked["options"] == ["Approve", "Reject"]
    assert asked["defaults"] == ["Reject"]
    assert set(asked["params"]) == {"feedback"}
    for told in ("30 s", "1080×1920", "1.25 USD", "Little text. Add some.", "> The sea breathes"):
        assert told in asked["body"]


@pytest.mark.parametrize(
    ("options", "user", "expected"),
    [
        (["Approve"], {"id": "1", "name": "Ana"}, ("approve", "Ana")),
        (["Reject"], {"id": "1", "name": "Ana"}, ("reject", "Ana")),
        (["Reject"], None, ("reject", "timeout")),
    ],
)
def test_the_answer_becomes_the_decision(sensor, options, user, expected):
    event = {
        "chosen_options": options,
        "params_input": {"feedback": "Slower, please."} if user else {},
        "responded_at": NOW,
        "responded_by_user": user,
    }
    decided = sensor.execute_complete(context(policy="ask"), event)
    assert (decided["decision"], decided["by"]) == expected
    assert decided["feedback"] == ("Slower, please." if user else "")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"note": "hi"}, ""),
        ({"feedback": "ok", "x": 1}, "ok"),
        ({"feedback": 12}, "12"),
        ({"feedback": "x" * 5000}, "x" * 4000),
        (None, ""),
    ],
)
def test_feedback_of_an_odd_shape_does_not_undo_the_decision(sensor, said, kept):
    """The API checks only the options; failing here would lose the person's answer."""
    event = {
        "chosen_options": ["Approve"],
        "params_input": said,
        "responded_at": NOW,
        "responded_by_user": {"id": "1", "name": "Ana"},
    }
    decided = sensor.execute_complete(context(policy="ask"), event)
    assert (decided["decision"], decided["feedback"]) == ("approve", kept)
