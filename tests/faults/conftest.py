"""One real Airflow for the whole folder, and the services it orders clips from.

No service here takes an idempotency key. Seedance alone can tell whether an order was taken.
"""

import json
import os
import signal
from contextlib import suppress

import psutil
import pytest

from stack.session import await_dag, running
from tests.emulators.ark import Ark
from tests.emulators.fal import Fal
from tests.emulators.gemini_omni import GeminiOmni
from tests.emulators.openai_videos import OpenaiVideos
from tests.emulators.veo import Veo
from tests.emulators.volcengine import Volcengine
from tests.faults.batch import DAG, RUNS_LONG_S, SHOTS, Batches, held
from tests.waiting import eventually

KEY = "fal-key-7f3a9c51e2d84b06"
"""Long and of its own, so that it is found wherever it should not be."""

RATE_S, OPEN_S = 30, 60
"""Longer than it takes to look, and than a retry is delayed."""


@pytest.fixture(scope="package")
def fal():
    """Can cancel; its jobs run until a test ends them."""
    with Fal() as emulator:
        emulator.settings |= {"job_s": RUNS_LONG_S, "key": KEY}
        yield emulator


@pytest.fixture(scope="package")
def jimeng():
    """Cannot cancel; orders lost at it are repeated."""
    yield from _slow(Volcengine)


@pytest.fixture(scope="package")
def omni():
    """Orders lost at it are never repeated."""
    yield from _slow(GeminiOmni)


@pytest.fixture(scope="package")
def seedance():
    """Orders lost at it are looked up."""
    yield from _slow(Ark)


@pytest.fixture(scope="package")
def sora():
    """Takes few orders at a time; its jobs are done at once."""
    with OpenaiVideos() as emulator:
        emulator.settings["job_s"] = 0
        yield emulator


@pytest.fixture(scope="package")
def veo():
    """Is left alone after its first trouble; its jobs are done at once."""
    with Veo() as emulator:
        emulator.settings["job_s"] = 0
        yield emulator


def _slow(kind):
    with kind() as emulator:
        emulator.settings["job_s"] = RUNS_LONG_S
        yield emulator


@pytest.fixture(scope="package")
def airflow(tmp_path_factory, fal, jimeng, omni, seedance, sora, veo):
    """A real Airflow with a connection for each service."""
    connections = {
        "fal": connection_of(fal, "fal-ai/test/text-to-video"),
        "jimeng": connection_of(jimeng, "jimeng_ti2v_v30_pro"),
        "gemini_omni": connection_of(omni, "gemini-omni-1.2-flash", lost_submit_policy="fail"),
        "seedance": connection_of(seedance, "doubao-seedance-2-0-260128", path="/api/v3"),
        "openai_videos": connection_of(
            sora, "sora-2", path="/v1", rate={"permits": SHOTS, "per_s": RATE_S, "burst": SHOTS}
        ),
        "veo": connection_of(
            veo,
            "veo-3.1-fast-generate-001",
            project="dailies",
            breaker={"failures": 1, "open_s": OPEN_S},
        ),
    }
    env = {f"AIRFLOW_CONN_DAILIES_CLIP_{name.upper()}": c for name, c in connections.items()}
    data = tmp_path_factory.mktemp("faults")
    with running(data, {**env, "DAILIES_DATA": str(data)}) as stack:
        await_dag(stack, DAG)
        Batches(stack).only_clips()
        yield stack


@pytest.fixture(scope="package")
def lost(airflow, jimeng, omni, seedance):
    """Batches that were killed after their first order was taken and before that was known."""
    services = {"jimeng": jimeng, "gemini_omni": omni, "seedance": seedance}
    for emulator in services.values():
        emulator.misbehave("submit", "hold")
    started = {name: Batches(airflow).start(f"Gannet at {name}", clip=name) for name in services}
    for name, emulator in services.items():
        held(emulator, "submit")
        started[name].kill()
        assert {(row.state, row.job_id) for row in started[name].rows()} == {("intent", "")}
        emulator.release()
    return started


@pytest.fixture(scope="package")
def orphaned(airflow, lost, seedance):
    """A batch whose triggerer was killed while its jobs were outstanding."""
    batch = Batches(airflow).start("Willet", clip="seedance")
    batch.waits()
    main, runner = _triggerer(airflow)
    os.kill(main, signal.SIGKILL)
    eventually(lambda: not psutil.pid_exists(runner), what="the end of what the triggerer left")
    return batch


def _triggerer(airflow):
    """Return the pids of the triggerer and of the process that runs its triggers."""
    for process in psutil.Process(airflow.keeper.pid).children(recursive=True):
        with suppress(psutil.Error):
            command = process.cmdline()
            if "stack.part" in command and "triggerer" in command:
                (main,) = process.children()
                (runner,) = main.children()
                return main.pid, runner.pid
    raise AssertionError("there is no triggerer")


@pytest.fixture(scope="package")
def begun_early(lost, orphaned):
    """A lease of a minute and a half and a silence of a minute: tests are run meanwhile."""


@pytest.fixture
def batches(airflow, begun_early, fal):
    """The batches of a test, which render nothing; none is left running and nothing held."""
    batches = Batches(airflow)
    batches.only_clips()
    yield batches
    fal.faults.clear()
    fal.settings["job_s"] = RUNS_LONG_S
    fal.release()
    batches.strike()


def connection_of(emulator, model, *, path="", **extra):
    fields = {
        "conn_type": "http",
        "host": emulator.url + path,
        "login": emulator.settings.get("login", ""),
        "password": emulator.settings["key"],
        "extra": {"model": model, "price_usd": 0.05, "poll_interval_s": 1.0, **extra},
    }
    return json.dumps(fields)
