"""The guide is followed literally: its files, in a copy of the project, and nothing else."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "adding-a-provider.md"
FILE = re.compile(r"^\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NEEDED = ("include", "plugins", "stack", "tests", "docs")
"""What is copied; what the guide does not name is not touched."""

CLIP = b"\x00\x00\x00\x18ftypmp42 a clip of the sea"
ORDERING = """
import json
from tests.plugins.jobs import context, finished, operator
from include.providers.errors import Unreachable
from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from dailies.params import batch_params

for attempt in (1, 2):
    task = operator("the sea at dusk")
    try:
        (made,) = finished(task, context(budget_usd=1, try_number=attempt))
        break
    except Unreachable as cut:
        print(cut)
link = task.operator_extra_links[0].get_link(task, ti_key=None)
with media_store().open(made.media) as stream:
    clip = stream.read()
print(json.dumps({
    "provider": made.provider,
    "clip": clip.decode("latin-1"),
    "duration_s": made.duration_s,
    "cost_usd": made.cost_usd,
    "link": link,
    "spent_usd": ledger().spend.spent(batch="run").usd,
    "choices": batch_params()["providers"].schema["properties"]["clip"]["items"]["enum"],
}))
"""


class Aurora(BaseHTTPRequestHandler):
    """The service as the guide's table describes it."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.headers["authorization"] != "Bearer aurora-key":
            return self.reply(401, {"code": "key", "message": "unknown key"})
        key = self.headers["idempotency-key"]
        self.server.orders.setdefault(key, body)
        if self.server.cut:
            self.server.cut -= 1
            return self.connection.close()
        return self.reply(202, {"id": f"clip_{key[:8]}", "state": "queued"})

    def do_GET(self):
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if path == "/file":
            return self.reply(200, CLIP, "video/mp4")
        if path == "/v2/clips":
            keys = [key for key in query["key"] if key in self.server.orders]
            return self.reply(200, {"clips": [{"id": f"clip_{key[:8]}"} for key in keys]})
        self.server.polls += 1
        job = {"id": path.rpartition("/")[2], "state": "rendering", "percent": 40}
        if self.server.polls > 2:
            video = {"url": f"{self.server.url}/file?signature=s3cret", "seconds": 6.0}
            job |= {"state": "done", "percent": 100, "video": video}
        return self.reply(200, job)

    def reply(self, status, body, kind="application/json"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@pytest.fixture
def aurora():
    """The service on loopback, with what it was asked for."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Aurora) as server:
        server.url = f"http://127.0.0.1:{server.server_address[1]}"
        server.orders, server.polls, server.cut = {}, 0, 0
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project with the guide's files added."""
    copy = tmp_path_factory.mktemp("project")
    for name in NEEDED:
        ignored = shutil.ignore_patterns("__pycache__", "fonts")
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", copy)
    (copy / "include/resources/fonts").symlink_to(ROOT / "include/resources/fonts")
    for name, text in FILE.findall(GUIDE.read_text(encoding="utf-8")):
        path = copy / name
        assert not path.exists(), f"{name} is there already: the guide would edit it"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return copy


def run(project, *arguments, **env):
    """Run Python in the copy, as a person would after following the guide."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    known["PYTHONPATH"] = f"{project}:{project / 'plugins'}"
    env = {**known, "AIRFLOW_HOME": str(project / "airflow"), **env}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def test_the_guide_adds_one_file_and_recorded_replies():
    names = [name for name, _ in FILE.findall(GUIDE.read_text(encoding="utf-8"))]
    code = [name for name in names if not name.startswith("tests/fixtures/providers/aurora/")]
    assert code == ["include/providers/clip/aurora.py"]
    assert len(names) == len(set(names)) > 5


@pytest.mark.slow
def test_it_passes_the_contract_test(project):
    tests = [f"tests/include/providers/test_{name}.py" for name in ("contract", "hostile_replies")]
    said = run(project, "-m", "pytest", "-q", *tests, "-k", "aurora")
    passed = re.search(r"(\d+) passed", said)
    assert passed, said
    assert int(passed[1]) >= 20
    assert "failed" not in said


@pytest.mark.slow
def test_it_passes_the_linter_and_the_type_checker(project):
    path = "include/providers/clip/aurora.py"
    run(project, "-m", "ruff", "check", path)
    run(project, "-m", "ruff", "format", "--check", path)
    run(project, "-m", "mypy", path)


def test_the_list_of_providers_finds_it(project):
    run(project, "-m", "stack.providers_page")
    page = (project / "docs/providers.md").read_text(encoding="utf-8")
    assert "| [`aurora`](#aurora) | 10 s | polled | yes | yes | yes | no |" in page
    assert "| `style` | name of a style (natural) |" in page
    assert "**Unverified**: that a job that is being rendered" in page


@pytest.mark.slow
@pytest.mark.parametrize("cut", [0, 1])
def test_a_clip_is_ordered_from_it_and_paid_once(project, aurora, cut, tmp_path):
    """Cut off after the order arrived, the next try finds it by its key."""
    aurora.cut = cut
    extra = {
        "provider": "aurora",
        "price_usd": 0.05,
        "price_per": "second",
        "poll_interval_s": 0.1,
        "style": "stormy",
        "console_url": "https://studio.aurora.example/clips/{job_id}",
    }
    fields = {"conn_type": "http", "host": aurora.url, "password": "aurora-key", "extra": extra}
    env = {"AIRFLOW_CONN_DAILIES_CLIP": json.dumps(fields), "DAILIES_DATA": str(tmp_path)}
    said = run(project, "-c", ORDERING, **env)
    told = json.loads(said.splitlines()[-1])
    ((key, body),) = aurora.orders.items()
    assert (body["prompt"], body["seconds"]) == ("the sea at dusk", 4)
    assert body["style"] == "stormy"
    assert told["provider"] == "aurora"
    assert told["clip"].encode("latin-1") == CLIP
    assert (told["duration_s"], told["cost_usd"], told["spent_usd"]) == (6.0, 0.2, 0.2)
    assert told["link"] == f"https://studio.aurora.example/clips/clip_{key[:8]}"
    assert "aurora" in told["choices"]
    assert "s3cret" not in said
    assert "aurora-key" not in said
