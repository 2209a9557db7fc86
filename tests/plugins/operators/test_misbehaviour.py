"""Every service misbehaves in every way it is known to, through operator, trigger and transport."""

import json
import logging
import time

import pytest

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from include.ordering.submitting import DEFAULT_WAIT_S
from include.providers import catalogue, errors
from include.settings import Settings
from tests.plugins.jobs import context, finished, operator_at, started
from tests.plugins.services import SERVICES
from tests.plugins.services.service import BUSY, HINT_S, PRICE_USD, TROUBLE

FAULTS = [(service, fault) for service in SERVICES for fault in service.every_fault]
BUSY_AT = [(service, how) for service in SERVICES for how in (*BUSY, *service.busy)]
POLLED = [service for service in SERVICES if not service.at_once]
TROUBLE_AT = [(service, how) for service in POLLED for how in (*TROUBLE, *service.trouble)]

PROVIDERS = {"fal", "veo", "gemini_omni", "openai_videos", "openai_images", "jimeng",
             "jimeng_image", "seedance", "liblib", "volcengine_music"}  # fmt: skip
"""Those we ship."""

MISBEHAVIOURS = {
    "slow": {"submit slow"},
    "too many requests": {"submit 429"},
    "server error": {"submit 500"},
    "cut before the order was taken": {"submit cut_before"},
    "cut after the order was taken": {"submit cut_after"},
    "HTML error page": {"submit html"},
    "malformed JSON": {"submit malformed"},
    "unknown status": {"status unknown_status"},
    "success without a result": {"result no_result", "submit no_result"},
    "expired URL": {"file gone"},
    "truncated download": {"file truncated"},
    "wrong content type": {"file wrong_type"},
    "redirect to another host": {"submit redirect"},
    "content refusal": set(),
    "quota exhausted": set(),
}
"""What any service is known to do, and the rows that stand for it."""


def secrets(emulator):
    """What has passed between us that nobody else may see."""
    said = {"emulator-key", "Signature=", "?k=s"}
    for _, call in emulator.calls:
        said |= {call.query.get("Signature", "-" * 9), call.query.get("SignatureNonce", "-" * 9)}
        said.add(call.headers.get("authorization", "-" * 9).rpartition("Signature=")[2])
    return said | {run.signature for run in emulator.runs.values()}


def written():
    """Return what was left behind, as text."""
    files = [path for path in Settings.from_env().data.rglob("*") if path.is_file()]
    return "".join(path.read_bytes().decode(errors="replace") for path in files)


@pytest.mark.parametrize(("service", "fault"), FAULTS, ids=str)
def test_each_misbehaviour_is_what_it_is_and_the_next_try_pays_only_for_what_is_over(
    service, fault, emulator, caplog, monkeypatch
):
    emulator.misbehave(fault.on, **fault.how)
    task = operator_at(service)
    with monkeypatch.context() as patched, caplog.at_level(logging.DEBUG):
        if fault.how["how"] == "slow":
            kind = catalogue.find(service.stage, service.provider)
            patched.setattr(kind, "reply_within_s", fault.how["seconds"] / 3)
        with pytest.raises(errors.ProviderError) as caught:
            finished(task, context())
    assert type(caught.value) is fault.kind, caught.value
    assert caught.match(fault.says)
    assert "shot 1" in str(caught.value)
    assert list(media_store().partials().iterdir()) == []
    assert media_store().find(task.orders(None)[0].digest) is None
    told = caplog.text + str(caught.value) + written()
    assert [secret for secret in secrets(emulator) if secret in told] == []
    if fault.ordered:
        check_next_try(service, fault, emulator)


def check_next_try(service, fault, emulator):
    (result,) = finished(operator_at(service), context(try_number=2))
    assert [secret for secret in secrets(emulator) if secret in repr(result)] == []
    assert media_store().local(result.media).stat().st_size == result.media.size_bytes
    found = service.finds and fault.doubt
    ordered = 1 if found else fault.ordered
    assert emulator.stats()["submitted"] == ordered
    spent = ledger().spend.spent(batch="run")
    free = (fault.unseen and not found) + service.unbilled(fault)
    assert spent.usd - spent.doubtful_usd == PRICE_USD * (ordered - free)
    assert spent.doubtful_usd == PRICE_USD * (fault.doubt and not found)


def test_every_provider_is_in_the_table():
    assert {service.provider for service in SERVICES} >= PROVIDERS


@pytest.mark.parametrize("service", SERVICES, ids=str)
@pytest.mark.parametrize("misbehaviour", MISBEHAVIOURS)
def test_a_misbehaviour_is_in_the_table_or_cannot_be(service, misbehaviour):
    rows = {f"{fault.on} {fault.how['how']}" for fault in service.every_fault} | {"submit 429"}
    own = {"content refusal": service.refused, "quota exhausted": service.spent}
    covered = MISBEHAVIOURS[misbehaviour] & rows or own.get(misbehaviour)
    assert bool(covered) != bool(service.spared.get(misbehaviour))


@pytest.mark.parametrize(("service", "how"), TROUBLE_AT, ids=str)
def test_trouble_while_polling_is_forgiven(service, how, emulator):
    """Once in the worker's first look, once in the triggerer."""
    emulator.misbehave("status", times=2, **how)
    assert finished(operator_at(service), context())
    looks = 1 if how["how"] == "slow" else 3
    assert emulator.stats()["requests"]["status"] >= looks
    assert emulator.stats()["submitted"] == 1


@pytest.mark.parametrize("service", SERVICES, ids=str)
def test_too_many_requests_is_waited_for_as_long_as_the_service_says(service, emulator):
    emulator.misbehave("submit", "429", retry_after=HINT_S)
    task, ctx = operator_at(service, "sea", "shore"), context()
    before = time.time()
    assert len(finished(task, ctx)) == 2
    assert time.time() - before >= HINT_S
    assert emulator.stats()["submitted"] == 2


@pytest.mark.parametrize(("service", "how"), BUSY_AT, ids=str)
def test_what_means_too_many_requests_is_waited_for(service, how, emulator):
    emulator.misbehave("submit", **how)
    task, ctx = operator_at(service), context()
    deferred = started(task, ctx)
    assert deferred.trigger.jobs == []
    waits_s = deferred.trigger.resume_at - time.time()
    assert DEFAULT_WAIT_S - 5 < waits_s <= DEFAULT_WAIT_S
    assert task.execute_complete(ctx, {"kind": "resume"})
    assert emulator.stats()["submitted"] == 1


@pytest.mark.parametrize("service", SERVICES, ids=str)
def test_a_wrong_key_is_named_and_not_shown(service, emulator, caplog):
    emulator.settings["key"] = "another-key"
    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(errors.Fatal, match=r"(?i)key|token") as caught,
    ):
        finished(operator_at(service), context())
    told = caplog.text + str(caught.value) + written()
    assert [secret for secret in secrets(emulator) if secret in told] == []
    assert emulator.stats().get("submitted", 0) == 0


@pytest.mark.parametrize("service", SERVICES, ids=str)
def test_a_trigger_is_told_no_secret(service, emulator):
    if service.at_once:
        emulator.misbehave("submit", "429")
    else:
        emulator.settings["job_s"] = 60
    _, kwargs = started(operator_at(service), context()).trigger.serialize()
    told = json.dumps(kwargs)
    assert [secret for secret in secrets(emulator) if secret in told] == []


@pytest.mark.parametrize("service", SERVICES, ids=str)
def test_hostile_prompts_arrive_as_they_are(service, emulator):
    hostile = [
        "'; drop table jobs; --",
        "%s{}\\N{\\an8}:[] &a=b?c#d",
        "../../x\r\nX-Evil: 1",
        "{{ 7*7 }} <script>",
        "\U0001f600 \u05e9\u05dc\u05d5\u05dd \u6f6e",
        "x" * (service.longest_prompt or 10_000),
    ]
    assert finished(operator_at(service, *hostile), context())
    for prompt, arrived in zip(hostile, emulator.stats()["prompts"], strict=True):
        assert prompt in arrived


@pytest.mark.parametrize("service", [s for s in SERVICES if s.longest_prompt], ids=str)
def test_a_prompt_longer_than_the_service_takes_is_told_before_anything_is_sent(service, emulator):
    longest = "x" * service.longest_prompt
    with pytest.raises(errors.Fatal, match=f"{len(longest) + 1} characters, .* {len(longest)}"):
        finished(operator_at(service, longest + "x"), context())
    assert emulator.calls == []
    assert finished(operator_at(service, longest), context())


@pytest.mark.parametrize("service", [s for s in SERVICES if s.stage != "music"], ids=str)
def test_an_empty_prompt_is_refused_with_what_is_wrong(service, emulator):
    with pytest.raises(errors.Fatal, match=r"prompt|(text|input) must"):
        finished(operator_at(service, ""), context())
    assert emulator.stats().get("submitted", 0) == 0
