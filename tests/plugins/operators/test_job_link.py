"""The link is what Airflow's own task runner leaves behind, whatever became of the task."""

import json
from uuid import UUID

import httpx
import pytest
from airflow.sdk import DAG
from airflow.sdk.api.client import Client
from airflow.sdk.api.datamodels._generated import TaskInstance
from airflow.sdk.execution_time.supervisor import InProcessTestSupervisor

from include.providers import catalogue
from include.providers.base import JobProvider
from include.providers.values import Account, Job
from tests.plugins.jobs import Clips, connection

LINK = "_link_ProviderJobLink"
START = "2026-11-22T06:00:00Z"


@pytest.fixture
def consoled(fal, monkeypatch):
    """A service whose connection says where a person sees a job."""
    url = "https://console.example/runs/{job_id}?tab=log"
    about = connection(fal.url, console_url=url)
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", about)
    return fal


class Server:
    """An API server for one task instance: says that it may run, and takes note."""

    def __init__(self, **resumption):
        self.resumption = resumption
        self.links = {}
        self.state = ""

    def answer(self, request):
        *_, last = parts = request.url.path.strip("/").split("/")
        if last == LINK and request.method == "POST":
            self.links[request.url.params["map_index"]] = json.loads(request.content)
        if last == "state":
            self.state = json.loads(request.content)["state"]
        if parts[0] == "connections":
            return httpx.Response(404, json={"detail": {"reason": "not_found"}})
        told = {"run": self.context(), "states": {"task_states": {"run": {"clips_2": "running"}}}}
        return httpx.Response(200, json=told.get(last, {"text": "ok"}))

    def context(self):
        never = ("data_interval_start", "data_interval_end", "end_date", "partition_key")
        run = {
            "dag_id": "daily_batch",
            "run_id": "run",
            "logical_date": None,
            "start_date": START,
            "run_after": START,
            "run_type": "manual",
            "state": "running",
            "consumed_asset_events": [],
            **dict.fromkeys(never),
        }
        return {"dag_run": run, "max_tries": 0, "should_retry": False, **self.resumption}


def run(*prompts, **resumption):
    """Let Airflow run the third of some mapped tasks up to where it leaves the worker."""
    server = Server(**resumption)
    with DAG("daily_batch", schedule=None):
        task = Clips(task_id="clips", prompts=prompts, first_event_s=0.0, lease_s=0.0)
    about = {"task_id": "clips", "dag_id": "daily_batch", "run_id": "run", "try_number": 1}
    what = TaskInstance(id=UUID(int=7), dag_version_id=UUID(int=1), map_index=2, **about)
    transport = httpx.MockTransport(server.answer)
    client = Client(base_url=None, token="", dry_run=True, transport=transport)
    InProcessTestSupervisor.start(what=what, task=task, client=client)
    return server.state, server.links


def at(fal, index):
    """Return where a person sees a job of the service's, in the order in which they came in."""
    return {"2": f"https://console.example/runs/{list(fal.runs)[index]}?tab=log"}


def test_a_deferred_task_links_to_its_first_job(consoled):
    consoled.settings["job_s"] = 60
    state, links = run("sea", "shore")
    assert (state, links) == ("deferred", at(consoled, 0))


def test_a_failed_task_links_to_the_job_that_failed(consoled):
    run("sea")
    consoled.misbehave("job", "fails", error_type="content_policy_violation", status=422)
    state, links = run("sea", "shore")
    assert (state, links) == ("failed", at(consoled, 1))


def test_a_task_that_goes_on_links_to_what_is_still_running(consoled):
    run("sea")
    consoled.settings["job_s"] = 60
    run("sea", "shore")
    resumption = {"next_method": "execute_complete", "next_kwargs": {"event": {"kind": "settled"}}}
    state, links = run("sea", "shore", **resumption)
    assert (state, links) == ("deferred", at(consoled, 1))


def test_a_task_that_is_done_links_to_its_only_job_or_to_all(consoled):
    assert run("sea") == ("success", at(consoled, 0))
    assert run("sea", "shore") == ("success", {"2": "https://console.example/runs"})


def test_an_order_of_which_nobody_knows_links_to_all_jobs(consoled):
    consoled.misbehave("submit", "cut_after")
    assert run("sea") == ("failed", {"2": "https://console.example/runs"})


@pytest.mark.parametrize("about", ["", '{"conn_type": "http", "extra": {"provider": "nobody"}}'])
def test_what_orders_nothing_links_to_nothing(fal, monkeypatch, about):
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", about)
    if not about:
        monkeypatch.delenv("AIRFLOW_CONN_DAILIES_CLIP")
    _, links = run("sea")
    assert links == {"2": ""}


def consoles():
    kinds = [(s, n) for s in ("image", "clip", "music") for n in catalogue.names(s)]
    return [kind for found in kinds if issubclass(kind := catalogue.find(*found), JobProvider)]


@pytest.mark.parametrize("kind", consoles(), ids=lambda kind: kind.__name__)
def test_a_console_is_that_of_the_service_itself(kind):
    page = kind(Account(secret="s3cr3t")).page(Job("a/../b?c"))
    assert page == "" or page.startswith("https://")
    assert "s3cr3t" not in page
    assert "a/../b" not in page
    assert kind(Account(base_url="http://127.0.0.1:9/v1")).page() == ""


@pytest.mark.parametrize("url", ["javascript:alert(1)//{job_id}", "data:text/html,x", "runs"])
def test_a_console_is_a_web_page(url):
    (fal,) = (kind for kind in consoles() if kind.__name__ == "Fal")
    assert fal(Account(extra={"console_url": url})).page(Job("1")) == ""


def test_the_project_of_veo_is_chosen_in_its_console():
    veo = catalogue.find("clip", "veo")
    assert veo(Account(extra={"project": "dailies"})).page().endswith("?project=dailies")
