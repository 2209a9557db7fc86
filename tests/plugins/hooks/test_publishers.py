import json

import pytest

from dailies.hooks.publishers import target_of
from include.providers.errors import Fatal
from include.settings import Settings


def connection(monkeypatch, target, **fields):
    value = json.dumps({"conn_type": "http", **fields})
    monkeypatch.setenv(f"AIRFLOW_CONN_DAILIES_{target.upper()}", value)


def test_the_folder_needs_no_connection():
    assert target_of("folder").root == Settings.from_env().published


def test_a_target_on_the_network_has_the_account_of_its_connection(monkeypatch):
    connection(monkeypatch, "webhook", host="https://hook.example/in", password="whsec_x")
    account = target_of("webhook").publisher.account
    assert (account.base_url, account.secret) == ("https://hook.example/in", "whsec_x")


def test_a_target_without_its_connection_says_which_is_missing():
    with pytest.raises(Fatal, match="'dailies_webhook' does not exist"):
        target_of("webhook")


def test_an_unknown_target_is_answered_with_those_there_are():
    with pytest.raises(Fatal, match="Choose one of: folder"):
        target_of("myspace")


def test_s3_goes_to_the_host_of_its_connection(monkeypatch, tmp_path):
    connection(monkeypatch, "s3", host=tmp_path.as_uri(), extra={"public_url": "https://cdn"})
    target = target_of("s3")
    assert str(target.root).startswith("file://")
    placed = target.root / "b1" / "x.mp4"
    assert target.publisher.url_of(placed) == "https://cdn/b1/x.mp4"


def test_s3_says_what_is_not_installed_and_what_is_not_said(monkeypatch):
    connection(monkeypatch, "s3", host="s3://bucket/shorts")
    with pytest.raises(Fatal, match="not installed"):
        target_of("s3")
    connection(monkeypatch, "s3")
    with pytest.raises(Fatal, match="Set its host"):
        target_of("s3")
