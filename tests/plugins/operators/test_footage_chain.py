"""Each shot from the first provider that can: made, found or drawn; paid once in any case."""

import json

import pytest

from dailies.hooks.ledger import ledger
from dailies.operators.generate_clips import GenerateClipsOperator
from include.domain import Beat, Script
from include.providers import errors
from include.settings import Settings
from tests.emulators.pexels import Pexels
from tests.emulators.stock import LIBRARY
from tests.plugins.jobs import TOPIC, context, finished, fired, resumed, started

CHAIN = {"clip": ["fal", "pexels", "procedural"]}
SEEN = ("Ocean waves on the coast", "The full moon at night", "A volcano erupting")
SCRIPT = Script(
    topic_id="t1",
    title="Tides",
    language="en",
    beats=tuple(Beat(role="beat", spoken="It moves with the moon.", seen=seen) for seen in SEEN),
)


@pytest.fixture
def pexels(fal, monkeypatch):
    """Pexels beside fal, each with a connection of its own."""
    with Pexels() as emulator:
        fields = {"conn_type": "http", "host": emulator.url, "password": "emulator-key"}
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP_PEXELS", json.dumps(fields))
        yield emulator


def operator(**kwargs):
    script = SCRIPT.model_dump(mode="json")
    return GenerateClipsOperator(
        task_id="clips", topic=TOPIC, script=script, first_event_s=0.0, lease_s=0.0, **kwargs
    )


def made(ctx=None):
    return finished(operator(), ctx or context(providers=CHAIN))


def by(result):
    return [clip["provider"] for clip in result["clips"]]


def found(result):
    return [(finding["severity"], finding["message"]) for finding in result["findings"]]


def test_where_the_first_can_nobody_else_is_asked(fal, pexels):
    result = made()
    assert by(result) == ["fal"] * 3
    assert (result["findings"], pexels.stats()["searched"]) == ([], [])
    assert fal.stats()["charged"] == 3


def test_a_refused_shot_is_found_and_what_nobody_has_is_drawn(fal, pexels):
    """Two prompts are refused; of one of them there is footage."""
    fal.misbehave("submit", "refused", times=0)
    result = made()
    assert by(result) == ["pexels", "pexels", "procedural"]
    assert [clip["kind"] for clip in result["clips"]] == ["video", "video", "procedural"]
    credits_ = [clip["credit"] for clip in result["clips"]]
    assert "Pexels, https://www.pexels.com/video/" in credits_[0]
    assert [clip["licence"] for clip in result["clips"][:2]] == ["Pexels License"] * 2
    assert [clip["made_with_ai"] for clip in result["clips"]] == [False] * 3
    assert {severity for severity, _ in found(result)} == {"info"}
    assert len(found(result)) == 4
    assert fal.stats()["charged"] == 0


def test_one_refusal_stops_no_other_shot(fal, pexels):
    fal.misbehave("submit", "refused")
    result = made()
    assert by(result) == ["pexels", "fal", "fal"]
    assert fal.stats()["charged"] == 2
    assert ledger().letters.all() == []


def test_a_key_that_is_not_taken_is_a_warning_and_the_short_is_made_all_the_same(fal, pexels):
    fal.misbehave("submit", "gone", status=401, times=0)
    result = made()
    assert by(result) == ["pexels", "pexels", "procedural"]
    warnings = [message for severity, message in found(result) if severity == "warning"]
    assert len(warnings) == 3
    assert all("not by fal" in message for message in warnings)
    assert fal.stats()["requests"]["submit"] == 1


def test_a_budget_that_is_spent_leads_to_what_is_free(fal, pexels):
    result = made(context(providers=CHAIN, budget_usd=0.30))
    assert by(result) == ["fal", "pexels", "procedural"]
    assert fal.stats()["charged"] == 1
    assert any("would cost" in message for _, message in found(result))


def test_what_a_retry_may_mend_is_tried_again_first(fal, pexels):
    fal.misbehave("submit", "503")
    with pytest.raises(errors.Retryable):
        made()
    assert pexels.stats()["searched"] == []
    assert by(made(context(try_number=2, providers=CHAIN))) == ["fal"] * 3
    assert fal.stats()["charged"] == 3


def test_on_the_last_try_trouble_leads_on(fal, pexels):
    fal.misbehave("submit", "503", times=0)
    result = made(context(try_number=3, max_tries=2, providers=CHAIN))
    assert by(result) == ["pexels", "pexels", "procedural"]
    assert ledger().letters.all() == []


def test_a_refused_shot_is_not_ordered_again_when_another_has_the_task_tried_again(fal, pexels):
    fal.misbehave("submit", "refused")
    fal.misbehave("job", "fails", error_type="runner_disconnected", status=503)
    with pytest.raises(errors.Lost):
        made()
    assert by(made(context(try_number=2, providers=CHAIN))) == ["pexels", "fal", "fal"]
    assert fal.stats()["requests"]["submit"] == 4  # one refused, one lost and ordered again


def test_a_cleared_task_finds_what_it_had_and_asks_nobody(fal, pexels):
    fal.misbehave("submit", "refused")
    first = made()
    asked = (fal.stats()["requests"], pexels.stats()["requests"])
    again = made(context(max_tries=3, try_number=2, providers=CHAIN))
    assert [clip["media"] for clip in again["clips"]] == [clip["media"] for clip in first["clips"]]
    assert [clip["credit"] for clip in again["clips"]] == [c["credit"] for c in first["clips"]]
    assert (fal.stats()["requests"], pexels.stats()["requests"]) == asked
    assert found(again) == found(first)


def test_what_no_ledger_tells_of_was_had_before(fal, pexels, monkeypatch):
    """Where nothing could even be ordered, nothing is written down."""
    monkeypatch.delenv("AIRFLOW_CONN_DAILIES_CLIP")
    warned = found(made())
    assert any("not like owner/app/path" in message for _, message in warned)
    again = found(made(context(max_tries=3, try_number=2, providers=CHAIN)))
    assert any("had from there before" in message for _, message in again)


def test_what_was_paid_is_collected_before_footage_stands_in(fal, pexels):
    """The account is locked while jobs run; when it is open again, they are there."""
    fal.settings["job_s"] = 60
    ctx = context(providers=CHAIN)
    waiting = started(operator(), ctx)
    fal.misbehave("status", "gone", status=401)
    result = operator().execute_complete(ctx, fired(waiting))
    assert by(result) == ["pexels", "pexels", "procedural"]
    fal.settings["job_s"] = 0
    again = made(context(max_tries=3, try_number=2, providers=CHAIN))
    assert by(again) == ["fal"] * 3
    assert fal.stats()["charged"] == 3


def test_jobs_are_waited_for_before_footage_is_looked_for(fal, pexels):
    fal.misbehave("submit", "refused")
    fal.settings["job_s"] = 60
    ctx = context(providers=CHAIN)
    waiting = started(operator(), ctx)
    assert (waiting.trigger.provider, len(waiting.trigger.jobs)) == ("fal", 2)
    fal.settings["job_s"] = 0
    assert by(operator().execute_complete(ctx, fired(waiting))) == ["pexels", "fal", "fal"]
    assert fal.stats()["charged"] == 2


def test_a_spent_allowance_is_waited_for_without_a_worker(fal, pexels):
    pexels.settings["allowance"] = 0
    ctx = context(providers={"clip": "pexels"})
    waiting = started(operator(), ctx)
    assert (waiting.trigger.jobs, waiting.trigger.provider) == ([], "pexels")
    assert 290 < waiting.trigger.resume_at - waiting.trigger.not_before <= 301
    pexels.settings["allowance"] = None
    event = {"kind": "resume", **waiting.trigger.echo}
    with pytest.raises(errors.Unmatched, match=r"shot 3 of 'Tides'.*volcano"):
        operator().execute_complete(ctx, event)


def test_an_event_about_another_provider_is_not_laid_to_the_next(fal, pexels):
    pexels.settings["allowance"] = 0
    fal.misbehave("submit", "refused", times=0)
    ctx = context(providers=CHAIN)
    waiting = started(operator(), ctx)
    assert waiting.trigger.echo["provider"] == "pexels"
    then = resumed(operator(), ctx, {"kind": "resume", **waiting.trigger.echo})
    assert then.trigger.provider == "pexels"
    assert fal.stats()["requests"]["submit"] == 3


def test_a_batch_of_another_day_shows_other_footage(fal, pexels):
    chain = {"clip": ["pexels", "procedural"]}
    first = made(context(providers=chain))
    second = made(context(run_id="tomorrow", providers=chain))
    shown = {
        clip["media"]["digest"] for r in (first, second) for clip in r["clips"] if clip["media"]
    }
    assert len(shown) == 4


def test_every_name_is_checked_before_anything_is_ordered(fal, pexels):
    with pytest.raises(errors.Fatal, match="'pexls'"):
        made(context(providers={"clip": ["fal", "pexls"]}))
    assert fal.stats()["charged"] == 0


def test_a_name_alone_is_as_before(fal, pexels):
    assert by(made(context(providers={"clip": "fal"}))) == ["fal"] * 3
    assert by(made(context(run_id="r2"))) == ["fal"] * 3  # as connection dailies_clip says


def test_pictures_are_not_paid_for_footage(fal, pexels):
    with pytest.raises(errors.Fatal, match=r"pexels has clips.*liblib"):
        made(context(providers={"image": "liblib", "clip": ["pexels", "procedural"]}))


def test_no_secret_and_no_address_is_in_ledger_or_xcom(fal, pexels):
    fal.misbehave("submit", "refused", times=0)
    result = made()
    rows = Settings.from_env().data.joinpath("ledger.db").read_bytes()
    for told in (json.dumps(result).encode(), rows):
        assert b"emulator-key" not in told
        assert b"/files/" not in told.replace(b"media/files/", b"")


def test_the_library_has_what_these_tests_search_for():
    assert {"waves", "moon"} <= {word for film in LIBRARY for word in film.words}
