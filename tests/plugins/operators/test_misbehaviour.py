"""Every service misbehaves in every way it is known to, through operator, trigger and transport."""

import json
import logging
import time

import pytest

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from include.ordering.submitting import DEFAULT_WAIT_S
from include.providers import errors
from include.settings import Settings
from tests.plugins.jobs import Clips, context, finished, started
from tests.plugins.services import SERVICES

FAULTS = [(service, fault) for service in SERVICES for fault in service.faults]
BUSY = [(service, how) for service in SERVICES for how in service.busy]
PASSING = ("slow", "429", "500", "503", "cut_before", "html", "malformed")
TROUBLE = [
    (service, how)
    for service in SERVICES
    for how in (*({"how": how, "seconds": 0.2} for how in PASSING), *service.trouble)
]
UNSEEN = ("cut_after", "html", "malformed")
"""On submit: accepted, and we were not told."""


@pytest.fixture
def emulator(service, tmp_path, monkeypatch):
    """The service, its jobs done at once, an empty ledger and an empty store."""
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path / "data"))
    with service.emulator() as running:
        running.settings["job_s"] = 0.0
        name = f"AIRFLOW_CONN_DAILIES_{service.stage.upper()}"
        monkeypatch.setenv(name, service.connection(running.url))
        yield running


def operator(service, *prompts):
    kind = type("Orders", (Clips,), {"stage": service.stage})
    return kind(task_id="clips", prompts=prompts or ("sea",), first_event_s=0.0, lease_s=0.0)


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
    service, fault, emulator, caplog
):
    emulator.misbehave(fault.on, **fault.how)
    task = operator(service)
    with caplog.at_level(logging.DEBUG), pytest.raises(errors.ProviderError) as caught:
        finished(task, context())
    assert type(caught.value) is fault.kind, caught.value
    assert caught.match(fault.says)
    assert "shot 1" in str(caught.value)
    assert list(media_store().partials().iterdir()) == []
    assert media_store().find(task.orders(None)[0].digest) is None
    told = caplog.text + str(caught.value) + written()
    assert [secret for secret in secrets(emulator) if secret in told] == []
    if fault.ordered:
        (result,) = finished(operator(service), context(try_number=2))
        assert media_store().local(result.media).stat().st_size == result.media.size_bytes
        assert emulator.stats()["submitted"] == fault.ordered
        unseen = fault.on == "submit" and fault.how["how"] in UNSEEN
        spent = ledger().spend.spent(batch="run")
        assert spent.usd - spent.doubtful_usd == 0.25 * (fault.ordered - unseen)


@pytest.mark.parametrize(("service", "how"), TROUBLE, ids=str)
def test_trouble_while_polling_is_forgiven(service, how, emulator):
    emulator.settings["job_s"] = 0.3
    emulator.misbehave("status", times=2, **how)
    assert finished(operator(service), context())
    assert emulator.stats()["submitted"] == 1


@pytest.mark.parametrize("service", SERVICES, ids=str)
def test_too_many_requests_is_waited_for_as_long_as_the_service_says(service, emulator):
    emulator.misbehave("submit", "429", retry_after=1)
    task, ctx = operator(service, "sea", "shore"), context()
    assert len(finished(task, ctx)) == 2
    assert emulator.stats()["submitted"] == 2


@pytest.mark.parametrize(("service", "how"), BUSY, ids=str)
def test_what_means_too_many_requests_is_waited_for(service, how, emulator):
    emulator.misbehave("submit", **how)
    task, ctx = operator(service), context()
    deferred = started(task, ctx)
    assert deferred.trigger.jobs == []
    waits_s = deferred.trigger.resume_at - time.time()
    assert DEFAULT_WAIT_S - 5 < waits_s <= DEFAULT_WAIT_S
    assert task.execute_complete(ctx, {"kind": "resume"})
    assert emulator.stats()["submitted"] == 1


@pytest.mark.parametrize("service", SERVICES, ids=str)
def test_a_wrong_key_is_named_and_not_shown(service, emulator, caplog):
    emulator.settings["key"] = "another-key"
    with caplog.at_level(logging.DEBUG), pytest.raises(errors.Fatal, match=r"(?i)key") as caught:
        finished(operator(service), context())
    told = caplog.text + str(caught.value) + written()
    assert [secret for secret in secrets(emulator) if secret in told] == []
    assert emulator.stats().get("submitted", 0) == 0


@pytest.mark.parametrize("service", SERVICES, ids=str)
def test_a_trigger_is_told_no_secret(service, emulator):
    emulator.settings["job_s"] = 60
    _, kwargs = started(operator(service), context()).trigger.serialize()
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
    assert finished(operator(service, *hostile), context())
    for prompt, arrived in zip(hostile, emulator.stats()["prompts"], strict=True):
        assert prompt in arrived


@pytest.mark.parametrize("service", [s for s in SERVICES if s.longest_prompt], ids=str)
def test_a_prompt_longer_than_the_service_takes_is_told_before_anything_is_sent(service, emulator):
    longest = "x" * service.longest_prompt
    with pytest.raises(errors.Fatal, match=f"{len(longest) + 1} characters, .* {len(longest)}"):
        finished(operator(service, longest + "x"), context())
    assert emulator.calls == []
    assert finished(operator(service, longest), context())


@pytest.mark.parametrize("service", [s for s in SERVICES if s.stage != "music"], ids=str)
def test_an_empty_prompt_is_refused_with_what_is_wrong(service, emulator):
    with pytest.raises(errors.Fatal, match=r"prompt|text must"):
        finished(operator(service, ""), context())
    assert emulator.stats().get("submitted", 0) == 0
