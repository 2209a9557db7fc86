"""The narration's task: of the length asked for, whoever writes, and what is said is kept."""

import json

import pytest

from dailies.hooks.ledger import ledger
from dailies.operators.narrate import NarrateOperator
from dailies.operators.write_script import WriteScriptOperator
from include.domain import Narration, Script
from tests.emulators.openai_text import OpenaiText
from tests.include.writing.articles import article
from tests.plugins.jobs import context
from tests.rows import rows_of

FERRY = article("ferry-timetable")
pytestmark = pytest.mark.integration


@pytest.fixture
def model(data, monkeypatch):
    extra = {"provider": "openai", "model": "m", "price_in_usd": 0.25, "price_out_usd": 2.0}
    with OpenaiText() as emulator:
        emulator.settings |= {"dialect": "ollama", "models": ["m"]}
        fields = {"conn_type": "http", "host": emulator.url, "password": "emulator-key"}
        value = json.dumps({**fields, "extra": extra})
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_TEXT", value)
        yield emulator


def wrote(**asked):
    task = WriteScriptOperator(task_id="write_script", topic=FERRY.model_dump(mode="json"))
    return task.execute(context(**asked))


def narrated(script, **asked):
    task = NarrateOperator(task_id="narrate", topic=FERRY.model_dump(mode="json"), script=script)
    return Narration.model_validate(task.execute(context(**asked)))


def test_a_narration_of_the_right_length_says_the_script_as_it_is(data):
    narration = narrated(wrote())
    assert abs(narration.duration_s / 35 - 1) <= 0.1
    rate = ledger().rates.rate("espeak", "auto", "en")
    assert (rate.narrations, 0.8 < rate.slowness < 1.25) == (1, True)
    assert 10 < rate.characters_per_s < 25


@pytest.mark.parametrize("text", ["openai", "extractive"])
@pytest.mark.parametrize("asked_s", [24, 50])
def test_one_that_is_off_is_said_in_other_words(asked_s, text, model):
    providers = {"text": text}
    script = wrote(duration_s=35, providers=providers)
    narration = narrated(script, duration_s=asked_s, providers=providers)
    written = Script.model_validate(script)
    said = narration.said(written)
    assert abs(narration.duration_s / asked_s - 1) <= 0.1
    assert said.spoken != written.spoken
    assert [beat.seen for beat in said.beats] == [beat.seen for beat in written.beats]
    assert {word.beat for word in narration.words} == set(range(len(said.beats)))
    assert (narration.cost_usd > 0) == (text == "openai")


def test_cleared_it_finds_what_was_fitted_and_spoken(model, monkeypatch):
    script = wrote()
    first = narrated(script, duration_s=50)
    charged = model.stats()["charged"]
    monkeypatch.setattr("include.speech.narration.narrate", None)
    again = narrated(script, duration_s=50, max_tries=4, try_number=2)
    assert again == first
    assert model.stats()["charged"] == charged
    spent = sum(row.actual_usd for row in rows_of(ledger(), "run"))
    assert spent == pytest.approx(first.cost_usd + script["usage"]["cost_usd"])


def test_a_budget_that_is_spent_leaves_the_narration_as_it_is(model):
    script = wrote()
    spent = ledger().spend.spent(batch="run").usd
    narration = narrated(script, duration_s=50, budget_usd=spent)
    assert narration.script is None
    assert [f.code for f in narration.findings] == ["script_not_fitted", "length_off"]
    assert "budget" in narration.findings[0].message


def test_trouble_that_passes_is_tried_again_and_in_the_end_done_without(model):
    from include.providers.errors import Retryable

    script = wrote()
    model.misbehave("chat", "overloaded", times=0)
    with pytest.raises(Retryable):
        narrated(script, duration_s=50, try_number=1, max_tries=2)
    last = narrated(script, duration_s=50, try_number=3, max_tries=2)
    assert [f.code for f in last.findings] == ["script_not_fitted", "length_off"]


def test_the_next_script_is_as_long_as_the_voice_needs(data):
    before = Script.model_validate(wrote())
    for _ in range(3):
        ledger().rates.measured(
            "espeak", "auto", "en", characters=500, spoken_s=49.0, estimated_s=35.0
        )
    after = Script.model_validate(wrote(run_id="next", duration_s=35.5))
    assert len(after.spoken) < 0.85 * len(before.spoken)
