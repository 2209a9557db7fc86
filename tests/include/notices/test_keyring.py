"""Keys are fetched rarely, whatever is sent to us, and what cannot be proven is not believed."""

import asyncio
import time

import pytest

from include.notices import keyring
from include.notices.keyring import Keyring
from include.providers.clip.fal import Fal as FalProvider
from include.providers.errors import ProviderError
from include.providers.notices import NoKeyFits, NotGenuine, Notice
from include.providers.values import Account
from tests.emulators.fal import Fal


@pytest.fixture
def fal():
    with Fal() as emulator:
        yield emulator


@pytest.fixture
def provider(fal):
    return FalProvider(Account(extra={"jwks_url": f"{fal.url}/.well-known/jwks.json"}))


def notice(fal, run_id="run-1", **fault):
    headers, body = fal.webhooks.signed(run_id, fault)
    return Notice({name.lower(): value for name, value in headers.items()}, body, time.time())


def fetched(fal):
    return fal.stats()["requests"].get("keys", 0)


async def test_keys_are_fetched_once_for_many(fal, provider):
    ring = Keyring()
    told = await asyncio.gather(
        *(ring.job_id(provider, notice(fal, f"run-{number}")) for number in range(20))
    )
    assert told == [f"run-{number}" for number in range(20)]
    assert fetched(fal) == 1


async def test_keys_are_not_used_for_more_than_a_day(fal, provider, monkeypatch):
    ring = Keyring()
    await ring.job_id(provider, notice(fal))
    monkeypatch.setattr(keyring, "KEPT_S", 0.0)
    monkeypatch.setattr(keyring, "AGAIN_S", 0.0)
    await ring.job_id(provider, notice(fal))
    assert fetched(fal) == 2


async def test_a_new_key_is_found_when_none_fits(fal, provider, monkeypatch):
    ring = Keyring()
    await ring.job_id(provider, notice(fal))
    fal.webhooks.rotate()
    with pytest.raises(NoKeyFits):
        await ring.job_id(provider, notice(fal))
    monkeypatch.setattr(keyring, "AGAIN_S", 0.0)
    assert await ring.job_id(provider, notice(fal)) == "run-1"


@pytest.mark.parametrize("how", ["wrong_signature", "wrong_key", "other_body"])
async def test_forgeries_do_not_make_us_fetch_keys_again_and_again(fal, provider, how):
    ring = Keyring()
    for _ in range(5):
        with pytest.raises(NoKeyFits):
            await ring.job_id(provider, notice(fal, how=how))
    assert fetched(fal) == 1
    assert await ring.job_id(provider, notice(fal)) == "run-1"


@pytest.mark.parametrize("how", ["old", "future"])
async def test_what_comes_too_late_is_not_believed(fal, provider, how):
    with pytest.raises(NotGenuine, match="s off"):
        await Keyring().job_id(provider, notice(fal, how=how, seconds=302))


@pytest.mark.parametrize(
    "fault",
    [
        {"how": "500"},
        {"how": "429"},
        {"how": "cut_before"},
        {"how": "cut_after"},
        {"how": "gone"},
        {"how": "html"},
        {"how": "malformed"},
        {"how": "large", "bytes": 1 << 17},
        {"how": "redirect", "location": "http://127.0.0.1:1/"},
        {"how": "redirect", "location": "http://169.254.169.254/"},
    ],
    ids=lambda fault: fault["how"],
)
async def test_keys_that_cannot_be_had_prove_nothing_and_are_not_asked_for_in_a_rush(
    fal, provider, fault, monkeypatch
):
    ring = Keyring()
    fal.misbehave("keys", times=1, **fault)
    for _ in range(3):
        with pytest.raises(ProviderError):
            await ring.job_id(provider, notice(fal))
    assert fetched(fal) == 1
    monkeypatch.setattr(keyring, "AGAIN_S", 0.0)
    assert await ring.job_id(provider, notice(fal)) == "run-1"


async def test_known_keys_serve_while_new_ones_cannot_be_had(fal, provider, monkeypatch):
    ring = Keyring()
    await ring.job_id(provider, notice(fal))
    monkeypatch.setattr(keyring, "AGAIN_S", 0.0)
    fal.misbehave("keys", "500")
    with pytest.raises(ProviderError):
        await ring.job_id(provider, notice(fal, how="wrong_key"))
    assert await ring.job_id(provider, notice(fal)) == "run-1"
    assert fetched(fal) == 2


async def test_slow_keys_hold_nobody_for_long(fal, provider, monkeypatch):
    monkeypatch.setattr(keyring, "CAPS", keyring.Caps(connect_s=0.2, read_s=0.2, total_s=0.4))
    fal.misbehave("keys", "slow", seconds=3, times=0)
    before = time.monotonic()
    with pytest.raises(ProviderError):
        await Keyring().job_id(provider, notice(fal))
    assert time.monotonic() - before < 2.5


async def test_a_forgery_that_makes_us_look_for_new_keys_delays_nobody(fal, provider, monkeypatch):
    ring = Keyring()
    await ring.job_id(provider, notice(fal))
    monkeypatch.setattr(keyring, "AGAIN_S", 0.0)
    fal.misbehave("keys", "slow", seconds=2)
    forged = asyncio.create_task(ring.job_id(provider, notice(fal, how="wrong_key")))
    await asyncio.sleep(0.2)
    assert await ring.job_id(provider, notice(fal)) == "run-1"
    assert not forged.done()
    with pytest.raises(NoKeyFits):
        await forged
