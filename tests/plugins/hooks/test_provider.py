"""A connection becomes a provider with its account; without one the embedded default serves."""

import json

import pytest

from dailies.hooks.ledger import day_budget_usd, ledger
from dailies.hooks.limits import gate_of
from dailies.hooks.media import media_store
from dailies.hooks.provider import DEFAULTS, aservice_for, service_for
from include.providers.errors import Fatal, Retryable


def connect(monkeypatch, conn_id, **fields):
    fields = {"conn_type": "http", **fields}
    monkeypatch.setenv(f"AIRFLOW_CONN_{conn_id.upper()}", json.dumps(fields))


@pytest.mark.parametrize(("stage", "name"), [("clip", "procedural"), ("music", "bed")])
def test_without_a_connection_the_embedded_default_serves(stage, name):
    service = service_for(stage)
    assert (service.provider.name, service.conn_id) == (name, "")
    assert DEFAULTS[stage] == name


def test_a_connection_names_provider_host_key_model_and_price(monkeypatch):
    extra = {"provider": "fal", "model": "a/b", "price_usd": "0.25", "durations": [6]}
    connect(monkeypatch, "dailies_clip", host="http://127.0.0.1:9001", password="the-key-here",
            login="id", extra=extra)  # fmt: skip
    service = service_for("clip")
    account = service.provider.account
    assert (service.provider.name, service.conn_id) == ("fal", "dailies_clip")
    assert (account.base_url, account.secret, account.login) == (
        "http://127.0.0.1:9001",
        "the-key-here",
        "id",
    )
    assert (account.model, account.price_usd, account.extra) == ("a/b", 0.25, {"durations": [6]})


async def test_the_triggerer_gets_the_same(monkeypatch):
    connect(monkeypatch, "dailies_clip", host="https://h.example", password="the-key-here",
            extra={"provider": "fal"})  # fmt: skip
    sync, other = service_for("clip"), await aservice_for("clip")
    assert sync.provider.account == other.provider.account
    assert (await aservice_for("music")).provider.name == "bed"


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"host": "http://127.0.0.1:9001"}, "http://127.0.0.1:9001"),
        ({"host": "http://127.0.0.1", "port": 9001}, "http://127.0.0.1:9001"),
        ({"host": "https://h.example/prefix/", "port": 8443}, "https://h.example:8443/prefix"),
        ({"host": "h.example"}, "https://h.example"),
        ({"host": "h.example", "schema": "http", "port": 80}, "http://h.example:80"),
        ({"host": "http://[::1]", "port": 9}, "http://[::1]:9"),
        ({"host": "http://[::1]:9", "port": 9}, "http://[::1]:9"),
        ({}, ""),
    ],
)
def test_host_scheme_and_port_make_the_base_url(monkeypatch, fields, url):
    connect(monkeypatch, "dailies_clip", extra={"provider": "fal"}, **fields)
    assert service_for("clip").provider.account.base_url == url


def test_a_run_may_name_another_provider_with_a_connection_of_its_own(monkeypatch):
    connect(monkeypatch, "dailies_clip", password="general-key", extra={})
    connect(monkeypatch, "dailies_clip_fal", password="fal-key-here", extra={"provider": "fal"})
    assert service_for("clip", name="fal").conn_id == "dailies_clip_fal"
    monkeypatch.delenv("AIRFLOW_CONN_DAILIES_CLIP_FAL")
    assert service_for("clip", name="fal").provider.account.secret == "general-key"


def test_one_services_key_is_never_given_to_another(monkeypatch):
    connect(monkeypatch, "dailies_clip", host="https://other.example", password="other-key",
            extra={"provider": "procedural"})  # fmt: skip
    service = service_for("clip", name="fal")
    assert (service.provider.account.secret, service.provider.account.base_url) == ("", "")
    assert service.conn_id == ""


def test_an_unknown_provider_is_named_with_those_there_are():
    with pytest.raises(Fatal, match=r"'sora'.*Choose one of: .*fal"):
        service_for("clip", name="sora")


def test_a_stage_without_default_says_which_connection_to_make():
    with pytest.raises(Fatal, match="dailies_publish"):
        service_for("publish")


def test_a_connection_asked_for_by_name_must_exist():
    with pytest.raises(Fatal, match="'my_fal' does not exist"):
        service_for("clip", conn_id="my_fal")


@pytest.mark.parametrize("price", ["cheap", -1, "inf", "nan", [1]])
def test_a_price_that_is_none_is_named(monkeypatch, price):
    connect(monkeypatch, "dailies_clip", extra={"provider": "fal", "price_usd": price})
    with pytest.raises(Fatal, match="price_usd of connection dailies_clip"):
        service_for("clip")


def test_the_ledger_is_the_settings_file_or_the_connections(monkeypatch, tmp_path):
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path))
    assert ledger().url == f"sqlite:///{tmp_path / 'ledger.db'}"
    assert day_budget_usd() is None
    connect(monkeypatch, "dailies_ledger", conn_type="sqlite", host=str(tmp_path / "other.db"),
            extra={"day_budget_usd": 5})  # fmt: skip
    assert ledger().url == f"sqlite:///{tmp_path / 'other.db'}"
    assert day_budget_usd() == 5.0
    connect(monkeypatch, "dailies_ledger", conn_type="sqlite", extra={"day_budget_usd": "some"})
    with pytest.raises(Fatal, match="day_budget_usd"):
        day_budget_usd()


def test_a_postgres_connection_becomes_its_url(monkeypatch):
    from airflow.sdk import Connection

    from dailies.hooks.ledger import _url

    fields = {"host": "db", "port": 5432, "login": "u", "password": "p@:/", "schema": "dailies"}
    connection = Connection(conn_id="x", conn_type="postgres", **fields)
    assert _url(connection) == "postgresql://u:p%40%3A%2F@db:5432/dailies"


def test_media_lies_below_the_settings_or_the_connections_root(monkeypatch, tmp_path):
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path))
    media = media_store().put(b"x", "video/mp4")
    assert media.uri.startswith((tmp_path / "media").as_uri())
    root = tmp_path / "elsewhere"
    connect(monkeypatch, "dailies_media", conn_type="generic", host=root.as_uri())
    store = media_store()
    other = store.put(b"x", "video/mp4", order_digest="0" * 64)
    assert store.local(other).is_relative_to(root)
    assert store.find("0" * 64) == other


def test_limits_are_off_unless_the_connection_sets_them(monkeypatch):
    connect(monkeypatch, "dailies_clip", extra={"provider": "fal"})
    gate = gate_of(service_for("clip"))
    assert (gate.bucket, gate.breaker) == (None, None)


def test_limits_that_are_set_need_redis(monkeypatch):
    connect(monkeypatch, "dailies_clip", extra={"provider": "fal", "rate": 5, "breaker": True})
    with pytest.raises(Retryable, match="no connection redis_default"):
        gate_of(service_for("clip"))
    connect(monkeypatch, "redis_default", conn_type="redis", host="127.0.0.1", port=1)
    gate = gate_of(service_for("clip"))
    with pytest.raises(Retryable, match="does not answer"):
        gate.wait_s()


def test_a_connection_may_limit_the_day_and_leave_the_ledger_where_it_is(monkeypatch, tmp_path):
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path))
    connect(monkeypatch, "dailies_ledger", conn_type="generic", extra={"day_budget_usd": 5})
    assert day_budget_usd() == 5
    assert ledger().url == f"sqlite:///{tmp_path / 'ledger.db'}"


def test_a_ledger_somewhere_else_than_in_a_database_is_refused(monkeypatch):
    connect(monkeypatch, "dailies_ledger", conn_type="ftp", host="ledger.example")
    with pytest.raises(Fatal, match="of type 'ftp'"):
        ledger()


def test_a_setting_that_the_provider_does_not_read_is_told(monkeypatch, caplog):
    extra = {"provider": "fal", "pirce_usd": 0.25, "model": "a/b", "colour": "blue"}
    connect(monkeypatch, "dailies_clip", password="the-key-here", extra=extra)
    service_for("clip")
    colour, price = (record.getMessage() for record in caplog.records)
    assert "dailies_clip has extra 'colour', which provider fal does not read" in colour
    assert "is it meant to be 'price_usd'?" in price


def test_settings_of_every_connection_are_known(monkeypatch, caplog):
    extra = {"provider": "fal", "rate": 5, "breaker": True, "console_url": "https://c.example"}
    connect(monkeypatch, "dailies_clip", password="the-key-here", extra=extra)
    service_for("clip")
    assert caplog.records == []
