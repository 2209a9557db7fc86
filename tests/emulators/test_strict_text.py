"""An emulator of a model that takes what the service would not is worth nothing."""

import json
import subprocess
import sys

import pytest

from include.providers.transport import fetch
from include.providers.values import Account, Request
from tests.emulators.answers import Call
from tests.emulators.openai_text import OpenaiText

PROMPT = (
    "Write about 70 words in all spoken words.\nSOURCE 0123456789ab\nTitle: Tides\n"
    "Text: The sea rises twice a day and falls again as the moon goes by.\nEND 0123456789ab"
)
SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}},
    "required": ["title"],
    "additionalProperties": False,
}
WANTED = {"name": "script", "strict": True, "schema": SCHEMA}
BODY = {
    "model": "gpt-6-mini",
    "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": PROMPT}],
    "response_format": {"type": "json_schema", "json_schema": WANTED},
}
HEADERS = {"authorization": "Bearer emulator-key", "content-type": "application/json"}


def answered(body=None, *, headers=HEADERS, method="POST", path="/v1/chat/completions", **settings):
    emulator = OpenaiText()
    emulator.settings |= settings
    raw = body if isinstance(body, bytes) else json.dumps({**BODY, **(body or {})}).encode()
    try:
        call = Call(method, path, {}, headers, raw)
        return emulator.answer(emulator.route(call), call, {}), emulator.stats()["charged"]
    finally:
        emulator.server.server_close()


def test_a_good_call_is_answered_and_charged():
    answer, charged = answered()
    assert (answer.status, charged) == (200, 1)
    message = answer.body["choices"][0]["message"]
    assert set(json.loads(message["content"])) >= {"hook", "beats", "closing"}
    assert answer.body["usage"]["total_tokens"] > 0


def schema(**change):
    changed = {**WANTED, "schema": {**SCHEMA, **change}}
    return {"response_format": {"type": "json_schema", "json_schema": changed}}


WRONG = {
    "no body": b"{",
    "a list": b"[]",
    "no model": {"model": ""},
    "an unknown model": {"model": "gpt-1"},
    "max_tokens": {"max_tokens": 5},
    "an unknown field": {"num_ctx": 5},
    "no messages": {"messages": []},
    "an unknown role": {"messages": [{"role": "boss", "content": "x"}]},
    "no content": {"messages": [{"role": "user"}]},
    "the assistant last": {"messages": [{"role": "assistant", "content": "x"}]},
    "an unknown format": {"response_format": {"type": "yaml"}},
    "a name with spaces": {
        "response_format": {"type": "json_schema", "json_schema": {**WANTED, "name": "a b"}}
    },
    "json nobody spoke of": {"response_format": {"type": "json_object"}},
    "more properties": schema(additionalProperties=True),
    "an optional property": schema(required=[]),
    "a bound": schema(properties={"title": {"type": "string", "maxLength": 5}}),
    "no type": schema(properties={"title": {}}),
}


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_is_not_whole_is_refused(wrong):
    answer, charged = answered(WRONG[wrong])
    assert 400 <= answer.status < 500
    assert answer.body["error"]["message"]
    assert charged == 0


@pytest.mark.parametrize(
    "change",
    [
        {"headers": {**HEADERS, "authorization": "Bearer other"}},
        {"headers": {"content-type": "application/json"}},
        {"headers": {**HEADERS, "content-type": "text/plain"}},
        {"method": "GET"},
        {"path": "/chat/completions"},
        {"structured": ["json_object"]},
    ],
)
def test_who_does_not_ask_as_documented_gets_no_answer(change):
    answer, charged = answered(**change)
    assert 400 <= answer.status < 500
    assert charged == 0


def test_ollama_takes_fields_that_it_does_not_know_and_any_key():
    headers = {**HEADERS, "authorization": "Bearer whatever"}
    body = {"max_tokens": 5000, "num_ctx": 9}
    answer, _ = answered(body, headers=headers, dialect="ollama", key="")
    assert answer.status == 200


def test_a_developer_can_start_it_by_itself():
    command = [sys.executable, "-m", "tests.emulators.openai_text", "--port", "0"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        url = running.stdout.readline().split()[-1]
        assert fetch(Request("GET", f"{url}/_emulator/stats"), Account()).json()["charged"] == 0
    finally:
        running.terminate()
        running.communicate(timeout=10)
