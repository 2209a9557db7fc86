"""A picture by one service, animated by another: one task, each paid once, whatever happens."""

import base64
import json

import pytest
from airflow.sdk.exceptions import TaskDeferred

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from dailies.operators.generate_clips import GenerateClipsOperator
from include.domain import Beat, Script
from include.providers import errors
from include.providers.clip.jimeng import Jimeng
from include.settings import Settings
from tests.plugins.jobs import TOPIC, context, finished, fired, resumed, started
from tests.plugins.services import SERVICES
from tests.rows import rows_of

SCRIPT = Script(
    topic_id="t1",
    title="Tides",
    language="en",
    beats=tuple(
        Beat(role="beat", spoken=f"The {what} moves with the moon.", seen=f"{what} at dusk")
        for what in ("sea", "shore")
    ),
)
CHAIN = {"image": "liblib", "clip": "jimeng"}
BY_NAME = {service.provider: service for service in SERVICES}


@pytest.fixture
def services(tmp_path, monkeypatch):
    """LiblibAI for pictures and Jimeng for clips, their jobs done at once."""
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path / "data"))
    image, clip = BY_NAME["liblib"], BY_NAME["jimeng"]
    with image.emulator() as pictures, clip.emulator() as clips:
        for service, emulator in ((image, pictures), (clip, clips)):
            emulator.settings["job_s"] = 0.0
            name = f"AIRFLOW_CONN_DAILIES_{service.stage.upper()}_{service.provider.upper()}"
            monkeypatch.setenv(name, service.connection(emulator.url))
        yield pictures, clips


def operator():
    script = SCRIPT.model_dump(mode="json")
    return GenerateClipsOperator(
        task_id="clips", topic=TOPIC, script=script, first_event_s=0.0, lease_s=0.0
    )


def made(task, ctx):
    return finished(task, ctx)["clips"]


def charged(services):
    return [emulator.stats()["charged"] for emulator in services]


def test_each_clip_starts_from_the_picture_of_its_shot(services):
    pictures, clips = services
    made_clips = made(operator(), context(providers=CHAIN))
    assert [clip["kind"] for clip in made_clips] == ["video", "video"]
    assert [clip["provider"] for clip in made_clips] == ["jimeng", "jimeng"]
    assert [clip["cost_usd"] for clip in made_clips] == [0.5, 0.5]
    assert all("liblib" in clip["credit"] for clip in made_clips)
    assert charged(services) == [2, 2]
    sent = {run.body["binary_data_base64"][0] for run in clips.runs.values()}
    assert sent == {base64.b64encode(pictures.made(run)).decode() for run in pictures.runs.values()}


def test_neither_ledger_nor_trigger_holds_the_picture(services):
    _, clips = services
    clips.settings["job_s"] = 60
    deferred = started(operator(), context(providers=CHAIN))
    (first, _) = clips.runs.values()
    picture = first.body["binary_data_base64"][0][:64]
    rows = Settings.from_env().data.joinpath("ledger.db").read_bytes()
    assert picture.encode() not in rows
    assert picture not in json.dumps(deferred.trigger.serialize()[1])


def test_pictures_are_waited_for_first_and_then_clips(services):
    pictures, clips = services
    pictures.settings["job_s"] = clips.settings["job_s"] = 60
    ctx = context(providers=CHAIN)
    waiting = started(operator(), ctx)
    assert (waiting.trigger.stage, waiting.trigger.provider) == ("image", "liblib")
    assert charged(services) == [2, 0]
    pictures.settings["job_s"] = 0
    then = resumed(operator(), ctx, fired(waiting))
    assert (then.trigger.stage, then.trigger.provider) == ("clip", "jimeng")
    clips.settings["job_s"] = 0
    event = fired(then)
    assert len(operator().execute_complete(ctx, event)["clips"]) == 2
    assert charged(services) == [2, 2]


def test_trouble_with_the_clips_is_not_laid_to_the_pictures(services):
    _, clips = services
    clips.settings["job_s"] = 60
    ctx = context(providers=CHAIN)
    deferred = started(operator(), ctx)
    assert deferred.trigger.stage == "clip"
    event = {"kind": "Retryable", "message": "shot 1: no answer", "stage": "clip"}
    with pytest.raises(errors.Retryable, match="no answer"):
        operator().execute_complete(ctx, event)
    clips.settings["job_s"] = 0
    made(operator(), context(try_number=2, providers=CHAIN))
    assert charged(services) == [2, 2]


def test_a_refused_picture_orders_no_clip(services):
    pictures, _ = services
    pictures.misbehave("submit", "code", code=100052)
    with pytest.raises(errors.Refused, match="the picture of shot 1 of 'Tides'"):
        made(operator(), context(providers=CHAIN))
    assert charged(services)[1] == 0
    (letter,) = ledger().letters.all()
    assert (letter.origin.stage, letter.origin.provider) == ("image", "liblib")


def test_cleared_after_success_it_finds_pictures_and_clips(services):
    first = made(operator(), context(providers=CHAIN))
    again = made(operator(), context(max_tries=3, try_number=2, providers=CHAIN))
    assert [clip["media"] for clip in again] == [clip["media"] for clip in first]
    assert charged(services) == [2, 2]


def test_a_picture_that_the_store_has_lost_is_fetched_again_for_the_clip(services):
    _, clips = services
    clips.misbehave("submit", "500")
    with pytest.raises(errors.ProviderError):
        made(operator(), context(providers=CHAIN))
    for run in rows_of(ledger(), "run"):
        if run.stage == "image":
            media_store().local(media_store().find(run.order_digest)).unlink()
    made(operator(), context(try_number=2, providers=CHAIN))
    assert charged(services) == [2, 2]


def test_another_picture_is_another_clip(services):
    made(operator(), context(providers=CHAIN))
    made(operator(), context(run_id="words", providers={"clip": "jimeng"}))
    assert charged(services) == [2, 4]


def test_without_a_provider_of_clips_the_pictures_are_the_clips(services):
    made_clips = made(operator(), context(providers={"image": "liblib"}))
    assert [(clip["kind"], clip["provider"]) for clip in made_clips] == [("image", "liblib")] * 2
    assert [clip["credit"] for clip in made_clips] == ["", ""]
    assert [clip["made_with_ai"] for clip in made_clips] == [True, True]
    orders = {run.order_digest for run in rows_of(ledger(), "run")}
    assert {clip["order_digest"] for clip in made_clips} == orders
    assert charged(services) == [2, 0]


def test_without_both_the_render_draws(services):
    try:
        result = operator().execute(context())
    except TaskDeferred:
        pytest.fail("nothing is to be waited for")
    assert [clip["kind"] for clip in result["clips"]] == ["procedural"] * 2
    assert [clip["made_with_ai"] for clip in result["clips"]] == [False, False]
    assert charged(services) == [0, 0]


def test_a_budget_counts_pictures_and_clips_together(services):
    with pytest.raises(errors.OverBudget, match=r"shot 2 of 'Tides' would cost"):
        made(operator(), context(providers=CHAIN, budget_usd=0.80))
    assert charged(services) == [2, 1]


def test_pictures_are_not_paid_for_clips_that_start_from_none(services, monkeypatch):
    monkeypatch.setattr(Jimeng, "takes_picture", False)
    with pytest.raises(errors.Fatal, match=r"jimeng makes clips from words alone.*liblib"):
        operator().execute(context(providers=CHAIN))
    assert charged(services) == [0, 0]


def test_a_service_is_sent_the_picture_and_not_our_name_for_it(services, fal):
    made(operator(), context(providers={"image": "liblib", "clip": "fal"}))
    for run in fal.runs.values():
        assert run.body["image_url"].startswith("data:image/")
        assert "image" not in run.body
