"""Chat completions by a model that writes scripts, as OpenAI serves them, or Ollama.

Run it by itself with ``python -m tests.emulators.openai_text --port 9006`` and point a connection
at it::

    AIRFLOW_CONN_DAILIES_TEXT='{"conn_type": "http", "host": "http://127.0.0.1:9006/v1",
      "password": "emulator-key", "extra": {"provider": "openai", "model": "gpt-6-mini",
      "price_in_usd": 0.25, "price_out_usd": 2.0}}'

Route: chat. Settings: ``key`` ("" for any), ``models``, ``structured`` (what it can: the kinds of
``response_format``), ``dialect`` "ollama" (ignores fields it does not know, knows ``max_tokens``),
``bias`` (so many times the words it was asked for), ``job_s`` (how long an answer takes), ``usage``
(whether it says what it used). The model tells sentences of its source, in order.

Misbehaviour of its own, on chat: those of ``openai``; ``refusal``, ``filtered``, ``length``,
``no_choices``, ``not_json``, ``fenced``, ``thinking``, ``no_beats``, ``empty``, ``parts``;
``wrong`` with ``what``: "numbers", "names", "quotation", "short", "long", "english"; ``obeys`` with
``what``: "link", "leak", "mark", "subject", "language", "markup", where it does what it read.
"""

import json
import re
import time
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.openai import fault_body, misbehaviour, refusal
from tests.emulators.scriptwriter import answer_to
from tests.emulators.server import Emulator, main

FIELDS = {
    "model", "messages", "response_format", "max_completion_tokens", "temperature", "seed",
    "reasoning_effort", "top_p", "stop", "store", "metadata", "user", "n", "verbosity",
}  # fmt: skip
ROLES = ("system", "developer", "user", "assistant")
SCHEMA_WORDS = {"type", "properties", "required", "additionalProperties", "items", "description",
                "enum", "anyOf", "$ref", "$defs", "const"}  # fmt: skip
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
CHARACTERS_PER_TOKEN = 4


class OpenaiText(Emulator):
    """Chat completions."""

    def defaults(self) -> dict[str, Any]:
        return {
            "key": "emulator-key", "models": ["gpt-6-mini"], "dialect": "", "bias": 1.0,
            "structured": ["json_schema", "json_object"], "job_s": 0.0, "usage": True,
        }  # fmt: skip

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.totals["charged"] = 0

    def route(self, call: Call) -> str:
        right = (call.method, call.path) == ("POST", "/v1/chat/completions")
        return "chat" if right else "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "unknown":
            return fault_body(404, f"Invalid URL ({call.method} {call.path})")
        wanted = self.settings["key"]
        if wanted and (answer := refusal(call, wanted)):
            return answer
        if not call.headers.get("authorization", "").startswith("Bearer "):
            return fault_body(401, "You didn't provide an API key.")
        if answer := misbehaviour(fault):
            return answer
        if call.headers.get("content-type") != "application/json":
            return fault_body(400, "The body must be JSON")
        try:
            body = call.json()
        except ValueError:
            return fault_body(400, "We could not parse the JSON body of your request.")
        if wrong := self._wrong(body):
            status, message, code = wrong
            return fault_body(status, message, code=code)
        time.sleep(self.settings["job_s"])
        return self._completed(body, fault)

    def _completed(self, body: dict[str, Any], fault: dict[str, Any]) -> Answer:
        how = fault.get("how")
        text = answer_to(body["messages"], bias=float(self.settings["bias"]), fault=fault)
        longest = body.get("max_completion_tokens") or body.get("max_tokens") or 1 << 20
        used = len(text) // CHARACTERS_PER_TOKEN
        cut = how == "length" or used > longest
        message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None}
        if how == "refusal":
            message |= {"content": None, "refusal": "I'm sorry, I can't help with that."}
        if how == "parts":
            message["content"] = [{"type": "text", "text": text}]
        if cut:
            message["content"] = text[: longest * CHARACTERS_PER_TOKEN // 2]
        with self.lock:
            self.totals["charged"] += 1
            number = self.totals["charged"]
        reason = "length" if cut else "content_filter" if how == "filtered" else "stop"
        asked = sum(len(each["content"]) for each in body["messages"]) // CHARACTERS_PER_TOKEN
        usage = {"prompt_tokens": asked, "completion_tokens": used, "total_tokens": asked + used}
        done = {
            "id": f"chatcmpl-{number}", "object": "chat.completion", "created": int(time.time()),
            "model": body["model"], "system_fingerprint": "fp_emulator",
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        }  # fmt: skip
        if how == "no_choices":
            done["choices"] = []
        if self.settings["usage"]:
            done["usage"] = usage
        return Answer(200, done, {"x-request-id": f"req_{number}"})

    def _wrong(self, body: Any) -> tuple[int, str, str] | None:
        if not isinstance(body, dict):
            return 400, "The body must be an object.", ""
        ollama = self.settings["dialect"] == "ollama"
        if not isinstance(body.get("model"), str) or not body["model"]:
            return 400, "you must provide a model parameter", ""
        if body["model"] not in self.settings["models"]:
            return 404, f"The model '{body['model']}' does not exist", "model_not_found"
        if not ollama and "max_tokens" in body:
            said = "'max_tokens' is not supported with this model. Use 'max_completion_tokens'."
            return 400, f"Unsupported parameter: {said}", "unsupported_parameter"
        if not ollama and (unknown := set(body) - FIELDS):
            return 400, f"Unrecognized request argument supplied: {min(unknown)}", ""
        if wrong := _wrong_messages(body.get("messages")):
            return 400, wrong, ""
        wrong = self._wrong_format(body.get("response_format"), body["messages"])
        return (400, wrong, "") if wrong else None

    def _wrong_format(self, given: Any, messages: list[dict[str, str]]) -> str:
        if given is None:
            return ""
        if not isinstance(given, dict) or given.get("type") not in self.settings["structured"]:
            return "Invalid parameter: 'response_format' of this type is not supported"
        if given["type"] == "json_object":
            told = any("json" in each["content"].casefold() for each in messages)
            return "" if told else "'messages' must contain the word 'json' in some form"
        wanted = given.get("json_schema")
        if not isinstance(wanted, dict) or not NAME.fullmatch(str(wanted.get("name", ""))):
            return "Invalid response_format: name"
        if wanted.get("strict") is not True:
            return ""
        return _wrong_schema(wanted.get("schema"))


def _wrong_messages(given: Any) -> str:
    if not isinstance(given, list) or not given:
        return "Invalid type for 'messages': expected a non-empty array"
    for each in given:
        if not isinstance(each, dict) or set(each) - {"role", "content", "name"}:
            return "Invalid message"
        if each.get("role") not in ROLES or not isinstance(each.get("content"), str):
            return "Invalid message"
    return "" if given[-1]["role"] == "user" else "The last message must be the user's"


def _wrong_schema(node: Any) -> str:
    """Hold a schema to the strict subset."""
    if not isinstance(node, dict) or set(node) - SCHEMA_WORDS:
        return f"Invalid schema: {json.dumps(node)[:100]}"
    if node.get("type") == "object":
        names = node.get("properties")
        if not isinstance(names, dict) or node.get("additionalProperties") is not False:
            return (
                "Invalid schema: 'additionalProperties' is required to be supplied and to be false"
            )
        if sorted(node.get("required", ())) != sorted(names):
            return "Invalid schema: 'required' must include every key in properties"
        return next(filter(None, map(_wrong_schema, names.values())), "")
    if node.get("type") == "array":
        return _wrong_schema(node.get("items"))
    return (
        "" if node.get("type") in ("string", "number", "integer", "boolean") else "Invalid schema"
    )


if __name__ == "__main__":
    main(OpenaiText)
