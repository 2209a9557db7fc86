"""A replay goes through the same machinery as the batch: paid once, found again by the batch."""

import json

import pytest

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from include.providers import errors
from include.providers.clip.fal import Fal as FalClips
from tests.emulators.openai_images import OpenaiImages
from tests.plugins.housekeeping import listed, replay, replays, run
from tests.plugins.jobs import (
    Clips,
    connection,
    context,
    finished,
    fired,
    operator,
    started,
)

LAST = {"try_number": 3, "max_tries": 2}


def give_up(fal, *prompts, how="500", on="submit", run_id="run", **kwargs):
    """Leave a dead letter of the prompt that is ordered first."""
    fal.misbehave(on, how, **kwargs)
    with pytest.raises(errors.ProviderError):
        finished(operator(*prompts), context(run_id=run_id, **LAST))
    fal.faults.clear()


def test_a_replay_puts_the_result_where_the_cleared_task_finds_it_and_is_paid_once(fal, capsys):
    give_up(fal, "sea")
    (task,) = replays()
    done = task.execute(run())
    assert done["replayed"][0]["cost_usd"] == 0.25
    assert "clear DAG daily_batch, run run, task clips, map index 0" in capsys.readouterr().out
    assert ledger().letters.all() == []
    (again,) = operator("sea").execute(context(try_number=4, max_tries=5))
    assert (again.reused, again.cost_usd) == (True, 0.0)
    assert fal.stats()["charged"] == 1


def test_the_run_that_replays_pays_and_not_the_batch(fal):
    give_up(fal, "sea")
    (task,) = replays()
    task.execute(run())
    assert ledger().spend.spent(batch="run").usd == 0
    assert ledger().spend.spent(batch="housekeeping-house").usd == 0.25


def test_a_job_that_was_accepted_is_attached_to_and_paid_by_nobody(fal):
    fal.settings["job_s"] = 60
    give_up(fal, "sea", on="status", how="unknown_status")
    assert ledger().letters.all()[0].latest.state == "accepted"
    fal.settings["job_s"] = 0
    (task,) = replays()
    assert task.execute(run())["replayed"][0]["cost_usd"] == 0
    assert fal.stats()["charged"] == 1
    assert ledger().letters.all() == []


def test_a_replay_defers_like_any_other_and_may_be_cleared_meanwhile(fal):
    give_up(fal, "sea")
    ((group,), _) = listed(letters="replay")
    fal.settings["job_s"] = 60
    started(replay(group), run())
    cleared, ctx = replay(group), run(max_tries=3, try_number=2)
    deferred = started(cleared, ctx)
    fal.settings["job_s"] = 0
    assert len(ledger().letters.all()) == 1
    event = fired(deferred)
    assert cleared.execute_complete(ctx, event)["replayed"]
    assert replay(group).execute(run(max_tries=4, try_number=3))["replayed"]
    assert fal.stats()["charged"] == 1


def test_what_is_refused_now_stays_a_letter_of_the_short_and_says_so(fal):
    give_up(fal, "sea")
    (task,) = replays()
    fal.misbehave("submit", "refused")
    with pytest.raises(errors.Refused, match="clip 1"):
        task.execute(run())
    groups, (told,) = listed(letters="replay")
    assert (groups, told["becomes"], told["batch"]) == ([], "refused", "run")
    assert told["clear"] == ["DAG daily_batch, run run, task clips, map index 0"]


def test_a_replay_that_fails_keeps_the_letter_with_the_newest_error(fal):
    give_up(fal, "sea")
    (before,) = ledger().letters.all()
    (task,) = replays()
    fal.misbehave("submit", "quota")
    with pytest.raises(errors.Fatal):
        task.execute(run())
    (after,) = ledger().letters.all()
    assert (after.since, after.origin.batch) == (before.since, "run")
    assert "balance" in after.error
    (task,) = replays()
    assert task.execute(run("next"))["replayed"]


def test_the_budget_of_the_run_holds_for_all_its_replays_together(fal):
    for run_id in ("one", "two", "three"):
        give_up(fal, f"sea {run_id}", run_id=run_id)
    first, second, third = replays()
    budget = {"letters": "replay", "budget_usd": 0.60}
    assert first.execute(run(**budget))
    assert second.execute(run(**budget))
    with pytest.raises(errors.OverBudget, match=r"would cost about 0.25 USD"):
        third.execute(run(**budget))
    assert fal.stats()["charged"] == 2
    (letter,) = ledger().letters.all()
    assert (letter.error_kind, letter.origin.batch) == ("OverBudget", "three")


def test_a_batch_that_ran_out_of_budget_is_helped_by_a_replay(fal):
    with pytest.raises(errors.OverBudget):
        operator("sea").execute(context(budget_usd=0.10))
    (task,) = replays()
    assert task.execute(run())["replayed"]
    assert operator("sea").execute(context(try_number=2, max_tries=3, budget_usd=0.10))
    assert fal.stats()["charged"] == 1


@pytest.mark.parametrize(("policy", "charged"), [("resubmit", 2), ("fail", 1)])
def test_a_lost_reply_obeys_the_policy_of_the_connection(fal, monkeypatch, policy, charged):
    url = connection(fal.url, lost_submit_policy=policy)
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", url)
    give_up(fal, "sea", how="cut_after")
    (letter,) = ledger().letters.all()
    assert letter.doubtful_usd == 0.25
    (task,) = replays()
    if policy == "fail":
        with pytest.raises(errors.Fatal, match="may or may not have reached fal"):
            task.execute(run())
        assert len(ledger().letters.all()) == 1
    else:
        assert task.execute(run())["replayed"]
        assert ledger().spend.spent(batch="run").doubtful_usd == 0.25
    assert fal.stats()["charged"] == charged


def test_two_letters_of_one_short_are_one_task_and_two_of_one_order_one_order(fal):
    give_up(fal, "sea")
    give_up(fal, "shore")
    (task,) = replays()
    fal.misbehave("submit", "500")
    with pytest.raises(errors.Retryable):
        finished(task, run(**LAST))
    assert len(ledger().letters.all()) == 2
    (task,) = replays()
    assert len(task.execute(run("next"))["replayed"]) == 2
    assert fal.stats()["charged"] == 2
    assert ledger().letters.all() == []


def test_one_short_that_fails_does_not_hold_back_another(fal):
    give_up(fal, "sea", run_id="one")
    give_up(fal, "shore", run_id="two")
    first, second = replays()
    fal.misbehave("submit", "quota")
    with pytest.raises(errors.Fatal):
        first.execute(run())
    assert second.execute(run())["replayed"]


def test_only_the_letters_that_were_named_are_replayed(fal):
    give_up(fal, "sea")
    give_up(fal, "shore")
    wanted = ledger().letters.all()[1].letter_id
    (task,) = replays(letter_ids=[wanted])
    assert [each["letter_id"] for each in task.execute(run())["replayed"]] == [wanted]
    assert fal.stats()["prompts"] == ["shore"]


def test_a_connection_that_is_another_providers_now_is_not_shown_the_order(fal, monkeypatch):
    give_up(fal, "sea")
    (task,) = replays()
    other = connection(fal.url, provider="veo", project="p")
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", other)
    with pytest.raises(errors.Fatal, match="not fal's now"):
        task.execute(run())
    assert fal.stats()["charged"] == 0


def test_a_letter_goes_to_the_connection_it_came_from(fal, monkeypatch):
    """Not to the one that is named after the stage today."""
    give_up(fal, "sea")
    key = json.dumps({**json.loads(connection(fal.url)), "password": "another-key"})
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP_FAL", key)
    (task,) = replays()
    assert task.execute(run())["replayed"]


def test_a_letter_from_before_there_was_a_connection_goes_to_the_one_there_is(fal, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(fal.url, provider="veo"))
    monkeypatch.setattr(FalClips, "price_usd", lambda self, order: 0.25)
    with pytest.raises(errors.Fatal, match="model ''"):
        operator("sea").execute(context(providers={"clip": "fal"}))
    (letter,) = ledger().letters.all()
    assert letter.origin.conn_id == ""
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP_FAL", connection(fal.url))
    (task,) = replays()
    with pytest.raises(errors.Fatal, match="model ''"):
        task.execute(run())
    assert task.service("clip", "fal").conn_id == "dailies_clip_fal"


def test_a_ledger_that_knows_the_order_no_more_is_told(fal):
    give_up(fal, "sea")
    ((group,), _) = listed(letters="replay")
    group["letters"][0]["order_digest"] = "0" * 64
    with pytest.raises(errors.Fatal, match="does not know order 000000000000"):
        replay(group).execute(run())


class FromPictures(Clips):
    """Makes a picture of each prompt and a clip of each picture."""

    def work(self, context):
        pictures = yield [
            self.order(stage="image", prompt=prompt, duration_s=4.0) for prompt in self.prompts
        ]
        return (
            yield [
                self.order(prompt=prompt, duration_s=4.0, options={"image": picture.order.digest})
                for prompt, picture in zip(self.prompts, pictures, strict=True)
            ]
        )


@pytest.fixture
def images(fal, monkeypatch):
    with OpenaiImages() as emulator:
        about = connection(emulator.url, provider="openai_images", model="gpt-image-2.6-flare")
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_IMAGE", about)
        yield emulator


def chain():
    return FromPictures(task_id="clips", prompts=("sea",), first_event_s=0.0, lease_s=0.0)


@pytest.mark.parametrize("lost", [False, True])
def test_a_clip_made_from_a_picture_is_replayed_with_its_picture(fal, images, monkeypatch, lost):
    monkeypatch.setattr(FalClips, "price_usd", lambda self, order: 0.25)
    fal.misbehave("submit", "500")
    with pytest.raises(errors.Retryable):
        chain().execute(context(**LAST))
    (letter,) = ledger().letters.all()
    if lost:
        picture = media_store().find(letter.origin.order["options"]["image"])
        media_store().local(picture).unlink()
    (task,) = replays()
    assert task.execute(run())["replayed"]
    assert images.stats()["charged"] == (2 if lost else 1)
    (done,) = chain().execute(context(try_number=4, max_tries=5))
    assert done.reused
    assert fal.stats()["charged"] == 1


def test_trouble_while_it_waits_leads_to_no_second_order(fal):
    give_up(fal, "sea")
    (task,), ctx = replays(), run()
    fal.settings["job_s"] = 60
    deferred = started(task, ctx)
    fal.misbehave("status", "unknown_status")
    event = fired(deferred)
    with pytest.raises(errors.UnknownStatus):
        task.execute_complete(ctx, event)
    (task,) = replays()
    fal.settings["job_s"] = 0
    assert task.execute(run("next"))["replayed"]
    assert fal.stats()["charged"] == 1
