"""Who listens for the times of words: beside the voice, at a connection of its own, or nobody."""

import json

from dailies.hooks.listening import listening_beside
from dailies.hooks.provider import service_for


def connection(monkeypatch, stage, **extra):
    fields = {"conn_type": "http", "host": "https://voice.example", "password": "key"}
    name = f"AIRFLOW_CONN_DAILIES_{stage.upper()}"
    monkeypatch.setenv(name, json.dumps({**fields, "extra": extra}))


def test_nobody_listens_unless_a_connection_says_so(monkeypatch):
    connection(monkeypatch, "speech", provider="openai", model="m")
    assert listening_beside(service_for("speech")).provider.name == "none"
    monkeypatch.delenv("AIRFLOW_CONN_DAILIES_SPEECH")
    assert listening_beside(service_for("speech")).provider.name == "none"


def test_a_model_beside_the_voice_has_its_key_and_a_price_of_its_own(monkeypatch):
    told = {"transcription_model": "whisper-1", "transcription_price_usd": 0.006}
    connection(
        monkeypatch, "speech", provider="openai", model="m", price_usd=9, organization="o", **told
    )
    found = listening_beside(service_for("speech"))
    account = found.provider.account
    assert (found.provider.name, found.conn_id) == ("openai_transcription", "dailies_speech")
    assert (account.model, account.secret, account.price_usd) == ("whisper-1", "key", 0.006)
    assert account.extra == {"organization": "o", "price_per": "minute"}


def test_a_model_without_a_price_has_none(monkeypatch):
    connection(monkeypatch, "speech", provider="openai", model="m", transcription_model="w")
    assert listening_beside(service_for("speech")).provider.account.price_usd is None


def test_a_connection_of_its_own_serves_every_voice(monkeypatch):
    connection(monkeypatch, "transcription", provider="openai_transcription", model="large-v3")
    found = listening_beside(service_for("speech"))
    assert (found.provider.name, found.provider.account.model) == (
        "openai_transcription",
        "large-v3",
    )
