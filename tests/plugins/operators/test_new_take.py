"""A new take: asked for in one run, made by another, and neither of them twice."""

from types import SimpleNamespace

import pytest
from airflow.sdk import ParamsDict
from airflow.sdk.exceptions import AirflowFailException, DagRunTriggerException

from dailies.hooks.ledger import ledger
from dailies.operators.compose_music import ComposeMusicOperator
from dailies.operators.discover_topics import DiscoverTopicsOperator
from dailies.operators.generate_clips import GenerateClipsOperator
from dailies.operators.publish_short import PublishShortOperator
from dailies.operators.write_script import WriteScriptOperator
from dailies.params import batch_params
from include.domain import Topic
from include.domain.batch import BatchRequest
from include.providers.errors import Fatal
from tests.include.shorts.parts import short
from tests.include.writing.test_takes import LONG
from tests.plugins.jobs import context

TIDES = Topic(topic_id="t1", slug="tides", title="Why the sea breathes", text=LONG)
WISH = "Shorter, please."


def review(feedback=WISH, minute=0):
    at = f"2026-11-22T12:{minute:02}:00Z"
    said = {"decision": "new_take", "by": "Ana", "feedback": feedback, "at": at}
    return {"topic_id": "t1", **said}


def sent_back(run_id="run", topic=TIDES, said=None, **params):
    """Have a short of a run sent back; return the task and the run Airflow is to start."""
    task = PublishShortOperator(
        task_id="publish_short",
        topic=topic.model_dump(mode="json"),
        short=short().model_dump(mode="json"),
        review=said or review(),
    )
    with pytest.raises(DagRunTriggerException) as asked:
        task.execute(context(run_id=run_id, **params))
    return task, asked.value


def discovered(run_id, conf):
    """Run the first task of a run; return it and its one topic."""
    task = DiscoverTopicsOperator(task_id="discover_topics")
    about = context(run_id=run_id, **conf)
    about["ti"].xcom_push = lambda **_: None
    about["dag_run"] = SimpleNamespace(conf=conf)
    (topic,) = task.execute(about)
    return task, Topic.model_validate(topic)


def test_the_run_is_started_once_and_makes_the_topic_anew(data):
    task, asked = sent_back(priority=3)
    assert asked.trigger_dag_id == "daily_batch"
    assert asked.skip_when_already_exists
    assert not asked.reset_dag_run
    assert asked.conf["priority"] == 3
    assert "Ana" in asked.note
    assert ledger().shorts.shorts("run")[0]["state"] == "new_take"

    again = sent_back(priority=3)[1]
    assert (again.dag_run_id, again.conf) == (asked.dag_run_id, asked.conf)

    first, topic = discovered(asked.dag_run_id, asked.conf)
    assert (topic.take, topic.feedback) == (2, WISH)
    assert (topic.topic_id, topic.slug, topic.text) == ("t1", "tides", LONG)
    link = task.operator_extra_links[0].get_link(task, ti_key=SimpleNamespace(dag_id="daily_batch"))
    assert link.endswith(f"/dags/daily_batch/runs/{asked.dag_run_id}")
    back = first.operator_extra_links[0].get_link(
        first, ti_key=SimpleNamespace(dag_id="daily_batch")
    )
    assert back.endswith("/dags/daily_batch/runs/run")


def test_the_form_takes_what_a_take_is_started_with(data):
    """As Airflow checks it when the run is triggered."""
    rules = {"auto_approve": {"cost_below_usd": 1}, "reviewers": ["ana"]}
    asked = sent_back(review=rules, providers={"clip": "fal"}, budget_usd=5, priority=3)[1]
    form = ParamsDict(batch_params())
    form.update(asked.conf)
    again = BatchRequest.from_params(form.validate())
    assert again.review.reviewers == ("ana",)
    assert (again.providers, again.budget_usd, again.take_number) == ({"clip": "fal"}, 5, 2)


def test_another_decision_is_another_take_until_there_are_enough(data):
    first = sent_back(said=review())[1]
    conf = first.conf
    _, topic = discovered(first.dag_run_id, conf)
    third = sent_back(first.dag_run_id, topic, review("Longer."), **conf)[1]
    assert third.conf["take"]["number"] == 3
    assert third.conf["take"]["of"] == first.dag_run_id
    task = PublishShortOperator(
        task_id="publish_short",
        topic=TIDES.model_dump(mode="json"),
        short=short().model_dump(mode="json"),
        review=review(minute=5),
    )
    with pytest.raises(AirflowFailException, match="has had 3 takes"):
        task.execute(context())


def test_a_take_nobody_asked_for_is_refused(data):
    conf = {"take": {"of": "run", "topic_id": "../../x", "number": 2}}
    with pytest.raises(Fatal, match="Nobody asked for take 2"):
        discovered("other", conf)


def test_the_same_take_triggered_by_hand_is_found_by_who_asked_for_it(data):
    """As a person does with Airflow's button to trigger again, with a wish of their own."""
    asked = sent_back()[1]
    conf = {**asked.conf, "take": {**asked.conf["take"], "feedback": "Longer."}}
    _, topic = discovered("manual__9", conf)
    assert (topic.take, topic.feedback) == (2, "Longer.")


def test_script_clips_and_music_of_a_take_are_others(data):
    def orders(take):
        about = TIDES.model_copy(update={"take": take}).model_dump(mode="json")
        ctx = context(providers={"clip": "procedural"})
        script = WriteScriptOperator(task_id="write_script", topic=about).execute(ctx)
        made = {"topic": about, "script": script}
        clips = GenerateClipsOperator(task_id="generate_clips", **made).execute(ctx)
        music = ComposeMusicOperator(task_id="compose_music", **made)
        (order,) = music.orders(ctx)
        seeds = {clip["shot"]["seed"] for clip in clips["clips"]}
        return script, {clip["order_digest"] for clip in clips["clips"]}, seeds, order

    first, second = orders(1), orders(2)
    assert first[0] != second[0]
    assert not first[1] & second[1]
    assert not first[2] & second[2]
    assert first[3].digest != second[3].digest
    assert first[3].seed != second[3].seed
