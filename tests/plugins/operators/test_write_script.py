"""The script's task: paid once, found again, within the budget."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from dailies.hooks.ledger import ledger
from dailies.operators.write_script import WriteScriptOperator
from include.domain import Script
from include.providers.errors import BadReply, Fatal, OverBudget, Refused, Retryable, Unreachable
from tests.emulators.openai_text import OpenaiText
from tests.include.writing.articles import article
from tests.plugins.jobs import context
from tests.rows import rows_of

FERRY = article("ferry-timetable")
PRICES = {"price_in_usd": 0.25, "price_out_usd": 2.0}


def connection(url, prices=PRICES, **extra):
    extra = {"provider": "openai", "model": "gpt-6-mini", **prices, **extra}
    fields = {"conn_type": "http", "host": url, "password": "emulator-key", "extra": extra}
    return json.dumps(fields)


@pytest.fixture
def model(data, monkeypatch):
    with OpenaiText() as emulator:
        emulator.settings["dialect"] = "ollama"
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_TEXT", connection(emulator.url))
        yield emulator


def wrote(topic=FERRY, **asked):
    task = WriteScriptOperator(task_id="write_script", topic=topic.model_dump(mode="json"))
    return Script.model_validate(task.execute(context(**asked)))


def test_a_script_is_written_paid_and_written_down(model):
    script = wrote()
    (row,) = rows_of(ledger(), "run")
    assert (script.provider, script.model) == ("openai", "gpt-6-mini")
    assert (row.state, row.stage, row.topic_id) == ("succeeded", "text", FERRY.topic_id)
    assert row.job_data == {
        "tokens_in": str(script.usage.tokens_in),
        "tokens_out": str(script.usage.tokens_out),
    }
    spent = ledger().spend.spent(batch="run")
    assert spent.usd == pytest.approx(script.usage.cost_usd) == pytest.approx(row.actual_usd)
    assert ledger().spend.by_topic("run") == {FERRY.topic_id: spent.usd}


def test_cleared_it_finds_the_same_script_and_pays_nothing(model):
    first, again = wrote(), wrote(max_tries=3, try_number=2)
    assert first == again
    assert model.stats()["charged"] == 1


def test_another_batch_finds_it_too_and_pays_nothing(model):
    first, other = wrote(), wrote(run_id="other")
    assert (first.beats, other.usage.cost_usd) == (other.beats, 0)
    assert model.stats()["charged"] == 1


@pytest.mark.parametrize(
    "change", [{"take": 2}, {"feedback": "Shorter."}, {"text": "A text."}, {"title": "Other"}]
)
def test_another_wish_is_another_script(change, model):
    wrote()
    wrote(FERRY.model_copy(update=change))
    assert model.stats()["charged"] >= 2


def test_what_says_nothing_of_the_script_makes_no_other(model):
    wrote()
    wrote(FERRY.model_copy(update={"why": "it is new", "slug": "other"}))
    assert model.stats()["charged"] == 1


def test_the_embedded_writer_gives_the_same_script_again_and_has_no_row(data):
    first = wrote()
    ledger().rates.measured("espeak", "auto", "en", characters=500, spoken_s=45.0, estimated_s=35.0)
    assert wrote(max_tries=3) == first
    assert wrote(run_id="x", duration_s=36) != first
    assert rows_of(ledger(), "run") == []


def test_a_budget_stops_it_before_the_call(model):
    with pytest.raises(OverBudget, match="nothing was ordered"):
        wrote(budget_usd=0.001)
    assert model.stats()["requests"] == {}


def test_without_a_price_no_budget_can_be_kept(model, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_TEXT", connection(model.url, prices={}))
    with pytest.raises(OverBudget, match="price"):
        wrote(budget_usd=5)
    assert model.stats()["requests"] == {}
    assert wrote().usage.cost_usd == 0


def test_what_was_spent_counts_against_the_budget_of_the_others(model):
    wrote()
    price = ledger().spend.spent(batch="run").usd
    with pytest.raises(OverBudget):
        wrote(article("salt-marsh"), budget_usd=price + 0.01)


def test_two_answers_that_cannot_be_used_are_paid_and_final(model):
    model.misbehave("chat", "no_beats", times=0)
    with pytest.raises(BadReply):
        wrote()
    (row,) = rows_of(ledger(), "run")
    assert (row.state, row.error_kind) == ("failed", "BadReply")
    assert ledger().spend.spent(batch="run").usd > 0
    assert int(row.job_data["tokens_out"]) > 0


def test_a_refusal_is_written_down_as_one(model):
    model.misbehave("chat", "refusal")
    with pytest.raises(Refused):
        wrote()
    assert [row.state for row in rows_of(ledger(), "run")] == ["refused"]


def test_no_credit_is_final_and_costs_nothing(model):
    model.misbehave("chat", "quota")
    with pytest.raises(Fatal, match="credit"):
        wrote()
    assert ledger().spend.spent(batch="run").usd == 0
    assert [row.state for row in rows_of(ledger(), "run")] == ["failed"]


@pytest.mark.parametrize("how", ["cut_after", "trouble"])
def test_a_lost_answer_is_in_doubt_and_bought_again_by_the_next_try(how, model):
    model.misbehave("chat", how)
    with pytest.raises(Retryable):
        wrote()
    assert [row.doubt for row in ledger().orders.doubts("run")] == [True]
    wrote(try_number=2)
    assert [row.state for row in rows_of(ledger(), "run")] == ["lost", "succeeded"]
    spent = ledger().spend.spent(batch="run")
    assert (spent.doubts, spent.doubtful_usd > 0) == (1, True)


def test_a_policy_can_forbid_to_buy_again(model, monkeypatch):
    policy = connection(model.url, lost_submit_policy="ask")
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_TEXT", policy)
    model.misbehave("chat", "cut_after")
    with pytest.raises(Unreachable):
        wrote()
    with pytest.raises(Fatal, match="Clear this task"):
        wrote(try_number=2)
    assert wrote(max_tries=5, try_number=3).beats


def test_too_many_requests_leave_no_doubt(model):
    model.misbehave("chat", "limited", after_ms=4000)
    with pytest.raises(Retryable) as raised:
        wrote()
    assert raised.value.retry_after_s == 4.0
    assert ledger().orders.doubts("run") == []


def test_another_batch_that_is_at_it_is_waited_for(model):
    model.misbehave("chat", "hold")
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(wrote)
        deadline = time.monotonic() + 60
        while not model.stats()["held"] and time.monotonic() < deadline:
            time.sleep(0.02)
        with pytest.raises(Retryable, match="another attempt") as raised:
            wrote(run_id="other")
        model.release()
        assert first.result(60).beats == wrote(run_id="other").beats
    assert raised.value.retry_after_s > 60
    assert model.stats()["charged"] == 1


def test_a_channel_has_prompts_of_its_own(model, tmp_path, monkeypatch):
    monkeypatch.setenv("DAILIES_CHANNELS", str(tmp_path))
    (tmp_path / "sea.yaml").write_text("title: Sea\nprompts: salty\n")
    (tmp_path / "sea" / "prompts" / "salty").mkdir(parents=True)
    (tmp_path / "sea" / "prompts" / "salty" / "en.yaml").write_text("manner: Speak as a sailor.")
    wrote()
    wrote(channel="sea")
    told = [call.json()["messages"][0]["content"] for _, call in model.calls]
    assert ["sailor" in each for each in told] == [False, True]


def test_a_key_is_in_no_row(model):
    model.misbehave("chat", "gone", status=401)
    with pytest.raises(Fatal):
        wrote()
    (row,) = rows_of(ledger(), "run")
    assert "emulator-key" not in f"{row}"
