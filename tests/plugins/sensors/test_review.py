"""Who decides about a short, and what a person is shown."""

from datetime import UTC, datetime, timedelta

import pytest
from airflow.api_fastapi.execution_api.datamodels.hitl import HITLDetailRequest
from airflow.sdk.exceptions import TaskAwaitingInput
from airflow.sdk.execution_time.comms import CreateHITLDetailPayload

from dailies.sensors.review import ReviewSensor
from dailies.ui import links
from include.domain import Beat, Finding, Role, Script, Severity
from include.storage.keys import batch_key
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

    def keep(**question):
        sent = CreateHITLDetailPayload(**{"assigned_users": [], **question})
        HITLDetailRequest.model_validate_json(sent.model_dump_json())  # as the server checks it
        seen.update(question)

    for module in ("airflow.providers.standard.operators.hitl", "dailies.sensors.review"):
        monkeypatch.setattr(f"{module}.upsert_hitl_detail", keep)
    return seen


class TaskInstance:
    id = "019aa000-0000-7000-8000-000000000000"
    dag_id, run_id, map_index = "daily_batch", "manual__1:2+00:00", 3
    task_id = "produce_short.review_short"


BATCH = batch_key(TaskInstance.run_id)


class Store(dict):
    """The task's state store."""

    set = dict.__setitem__

    def delete(self, key):
        self.pop(key, None)


def context(take=None, **review):
    return {
        "params": {"review": review, "take": take},
        "run_id": TaskInstance.run_id,
        "task_instance": TaskInstance(),
        "ti": TaskInstance(),
        "task_state_store": Store(),
    }


def answer(option, user="Ana", feedback=""):
    """Return what Airflow resumes the task with; without a user, time is up."""
    return {
        "chosen_options": [option],
        "params_input": {"feedback": feedback},
        "responded_at": NOW,
        "responded_by_user": {"id": user.lower(), "name": user} if user else None,
    }


@pytest.mark.parametrize("policy", ["approve", "reject"])
def test_a_policy_decides_at_once_and_asks_nobody(sensor, asked, policy):
    decided = sensor.execute(context(policy=policy))
    assert (decided["decision"], decided["by"], decided["topic_id"]) == (policy, "policy", "t1")
    assert decided["edit_digest"] == SHORT.edit_digest
    assert asked == {}


def test_a_person_is_asked_for_as_long_as_the_run_says(sensor, asked):
    with pytest.raises(TaskAwaitingInput) as parked:
        sensor.execute(context(policy="ask", timeout_days=3))
    assert parked.value.timeout == timedelta(days=3)
    assert asked["options"] == ["Approve", "Reject", "New take"]
    assert asked["defaults"] == ["Reject"]
    assert set(asked["params"]) == {"feedback"}
    assert asked["assigned_users"] == []
    preview = f"![Preview](<{links.preview(BATCH, 't1', version='0' * 64)}>)"
    desk = f"](<{links.short(BATCH, 't1')}>)"
    for told in (preview, desk, "1.25 USD", "Little text. Add some.", "> The sea breathes"):
        assert told in asked["body"]


@pytest.mark.parametrize(
    ("rule", "decision"),
    [
        ({"worst_finding": "warning"}, ("approve", "rule")),
        ({"worst_finding": "warning", "cost_below_usd": 1.3}, ("approve", "rule")),
        ({"worst_finding": "info"}, None),
        ({"worst_finding": "warning", "cost_below_usd": 1.2}, None),
    ],
)
def test_a_rule_lets_a_short_pass_or_says_why_not(sensor, asked, rule, decision):
    if decision:
        made = sensor.execute(context(auto_approve=rule))
        assert (made["decision"], made["by"]) == decision
        assert asked == {}
        return
    with pytest.raises(TaskAwaitingInput):
        sensor.execute(context(auto_approve=rule))
    assert "rule" in asked["body"]


def test_reviewers_and_what_holds_without_an_answer_are_airflows_to_enforce(sensor, asked):
    with pytest.raises(TaskAwaitingInput):
        sensor.execute(context(reviewers=["ana", "ben"], on_timeout="approve"))
    assert asked["assigned_users"] == [{"id": id_, "name": id_} for id_ in ("ana", "ben")]
    assert asked["defaults"] == ["Approve"]


def test_no_take_is_offered_after_the_last(sensor, asked):
    take = {"of": "run", "topic_id": "t1", "number": 2, "feedback": "Slower."}
    with pytest.raises(TaskAwaitingInput):
        sensor.execute(context(take=take, takes=2))
    assert asked["options"] == ["Approve", "Reject"]
    assert asked["subject"] == "Publish “Tides”? Take 2"
    assert "Slower." in asked["body"]


def test_a_second_approval_is_asked_of_somebody_else(sensor, asked):
    about = context(approvals=2, timeout_days=3)
    with pytest.raises(TaskAwaitingInput):
        sensor.execute(about)
    asked.clear()
    kept = None
    for _ in range(2):  # Ana cannot be both
        with pytest.raises(TaskAwaitingInput) as parked:
            sensor.execute_complete(about, answer("Approve", "Ana", "Fine."), kept)
        kept = parked.value.kwargs["opinions"]
        assert parked.value.timeout == timedelta(days=3)
        assert asked["ti_id"] == TaskInstance.id
        assert about["task_state_store"]["opinions"] == kept
    decided = sensor.execute_complete(about, answer("Approve", "Ben"), opinions=kept)
    assert (decided["decision"], decided["by"]) == ("approve", "Ana and Ben")
    assert decided["edit_digest"] == SHORT.edit_digest
    assert decided["feedback"] == "Fine."


@pytest.mark.parametrize(
    ("option", "user", "expected"),
    [
        ("Reject", "Ben", ("reject", "Ben")),
        ("New take", "Ben", ("new_take", "Ben")),
        ("Reject", None, ("reject", "timeout")),
        ("Approve", None, ("approve", "timeout")),
    ],
)
def test_after_a_first_approval_an_objection_or_the_timeout_decides(
    sensor, asked, option, user, expected
):
    about = context(approvals=2)
    with pytest.raises(TaskAwaitingInput) as parked:
        sensor.execute_complete(about, answer("Approve", "Ana"))
    decided = sensor.execute_complete(about, answer(option, user), **parked.value.kwargs)
    assert (decided["decision"], decided["by"]) == expected


def test_cleared_it_asks_everybody_again(sensor, asked):
    about = context(approvals=2)
    about["task_state_store"].set("opinions", ["old"])
    with pytest.raises(TaskAwaitingInput):
        sensor.execute(about)
    assert about["task_state_store"] == {}


@pytest.mark.parametrize(
    ("options", "user", "expected"),
    [
        (["Approve"], {"id": "1", "name": "Ana"}, ("approve", "Ana")),
        (["Reject"], {"id": "1", "name": "Ana"}, ("reject", "Ana")),
        (["New take"], {"id": "1", "name": "Ana"}, ("new_take", "Ana")),
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
        ({"feedback": "half \ud83e a fox\x00"}, "half ? a fox"),
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
