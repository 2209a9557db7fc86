"""The REST client against a real server on loopback that says what Airflow says."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from stack.api import Api, ApiError, Task
from stack.watch import last_error

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "airflow"
TASK = Task("produce_short.render_short", 2, "failed", try_number=1)


class Airflow(ThreadingHTTPServer):
    """Answers from ``replies``: ``"METHOD path"`` to status and body; keeps what it was asked."""

    daemon_threads = True

    def __init__(self):
        self.replies, self.asked, self.tokens, self.token = {}, [], 0, None
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        if parts.path == "/auth/token":
            self.server.tokens += 1
            token = self.server.token or f"token{self.server.tokens}"
            return self.say(201, {"access_token": token})
        token = self.headers.get("Authorization")
        self.server.asked.append((self.command, parts.path, parse_qs(parts.query), body, token))
        reply = self.server.replies.get(f"{self.command} {parts.path}", (404, {"detail": "no"}))
        status, content = reply(parse_qs(parts.query), token) if callable(reply) else reply
        return self.say(status, content)

    def say(self, status, content):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PATCH = answer  # noqa: N815 - the base class's names

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Airflow() as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.05,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def api(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")  # must not be asked
    return Api(f"http://127.0.0.1:{server.server_port}")


def test_health_names_each_component(api, server):
    reply = {"metadatabase": {"status": "healthy"}, "triggerer": {"status": None}}
    server.replies["GET /api/v2/monitor/health"] = (200, reply)
    assert api.health() == {"metadatabase": "healthy", "triggerer": "unknown"}


def test_a_run_is_triggered_with_its_config(api, server):
    server.replies["POST /api/v2/dags/d/dagRuns"] = (200, {"dag_run_id": "r 1"})
    assert api.trigger("d", {"limit": 1}, run_id="r 1") == "r 1"
    assert server.asked[0][3] == {"logical_date": None, "conf": {"limit": 1}, "dag_run_id": "r 1"}


def test_a_token_that_has_expired_is_renewed(api, server):
    server.replies["GET /api/v2/dags/d/dagRuns/r"] = lambda _, token: (
        (401, {"detail": "expired"}) if token == "Bearer token1" else (200, {"state": "success"})
    )
    assert api.run("d", "r")["state"] == "success"
    assert server.tokens == 2


def test_a_refusal_keeps_the_servers_words(api, server):
    server.replies["POST /api/v2/dags/d/dagRuns"] = (400, {"detail": "limit: 0 is too few"})
    with pytest.raises(ApiError, match="limit: 0 is too few") as caught:
        api.trigger("d")
    assert caught.value.status == 400


def test_validation_errors_are_told_one_after_the_other(api, server):
    detail = [{"loc": ["body", "conf"], "msg": "is wrong"}, {"loc": ["body", "x"], "msg": "odd"}]
    server.replies["POST /api/v2/dags/d/dagRuns"] = (422, {"detail": detail})
    with pytest.raises(ApiError, match="conf: is wrong; x: odd"):
        api.trigger("d")


def test_a_reply_that_is_not_json_is_told_by_its_status(api, server):
    server.replies["GET /api/v2/dags/d/dagRuns/r"] = (502, b"<html>")
    with pytest.raises(ApiError, match="502"):
        api.run("d", "r")


def test_a_server_that_is_not_there_has_status_zero():
    with pytest.raises(ApiError, match="does not answer") as caught:
        Api("http://127.0.0.1:1").health()
    assert caught.value.status == 0


def signed(secret, algorithm="HS512"):
    """A token as Airflow's: signed by PyJWT."""
    return jwt.encode({"sub": "Anonymous"}, secret, algorithm=algorithm)


@pytest.mark.parametrize("algorithm", ["HS256", "HS512"])
def test_another_airflow_on_our_port_is_not_taken_for_ours(server, algorithm):
    ours, theirs = "a" * 64, "b" * 64
    api = Api(f"http://127.0.0.1:{server.server_port}", secret=ours)
    server.token = signed(ours, algorithm)
    assert api.is_ours()
    server.token = signed(theirs, algorithm)
    assert not api.is_ours()


def test_every_page_of_task_instances_is_read(api, server):
    recorded = json.loads((FIXTURES / "task_instances.json").read_text(encoding="utf-8"))
    one = recorded["task_instances"][0]
    every = [{**one, "map_index": n} for n in range(250)]

    def page(query, _):
        start = int(query["offset"][0])
        return 200, {"task_instances": every[start : start + 100], "total_entries": 250}

    server.replies["GET /api/v2/dags/d/dagRuns/r/taskInstances"] = page
    assert [task.map_index for task in api.task_instances("d", "r")] == list(range(250))


def test_a_run_id_with_reserved_characters_stays_one(api, server):
    server.replies["GET /api/v2/dags/d/dagRuns/a%2Fb%3Fc%2B"] = (200, {"state": "running"})
    assert api.run("d", "a/b?c+")["state"] == "running"


def test_a_missing_state_is_none_and_its_index_is_asked_for(api, server):
    path = "GET /api/v2/dags/d/dagRuns/r/taskInstances/produce_short.render_short/state-store/p"
    assert api.state_store("d", "r", TASK, "p") is None
    server.replies[path] = (200, {"key": "p", "value": {"percent": 4}})
    assert api.state_store("d", "r", TASK, "p") == {"percent": 4}
    assert server.asked[-1][2] == {"map_index": ["2"]}


def test_the_end_of_a_recorded_log_says_why_the_task_failed(api, server):
    content = json.loads((FIXTURES / "failed_task_log.json").read_text(encoding="utf-8"))
    path = "GET /api/v2/dags/d/dagRuns/r/taskInstances/produce_short.render_short/logs/1"
    server.replies[path] = (200, {"content": content})
    reason = last_error(api.log("d", "r", TASK))
    assert reason == "ffmpeg could not render 'bad topic': no such filter. Report it."


def test_a_log_without_an_exception_gives_its_last_error():
    records = [{"level": "error", "event": "first"}, {"level": "info", "event": "x"}]
    assert last_error(records) == "first"
    assert last_error([{"event": "plain"}]) == ""


def test_a_review_is_answered_for_its_index(api, server):
    review = Task("produce_short.review_short", 1, "awaiting_input")
    base = "/api/v2/dags/d/dagRuns/r/taskInstances/produce_short.review_short/1/hitlDetails"
    server.replies[f"PATCH {base}"] = (200, {})
    api.answer_hitl("d", "r", review, ["Approve"])
    assert server.asked[-1][3] == {"chosen_options": ["Approve"], "params_input": {}}


def test_refused_pools_are_an_error(api, server):
    server.replies["PATCH /api/v2/pools"] = (200, {"create": {"errors": [{"error": "bad"}]}})
    with pytest.raises(ApiError, match="Pools were refused"):
        api.set_pools({"text": {"slots": 1}})


def test_waiting_ends_at_its_limit(api, server):
    server.replies["GET /api/v2/dags/d/dagRuns/r"] = (200, {"state": "running"})
    with pytest.raises(TimeoutError, match="still running"):
        api.wait("d", "r", timeout_s=0)
