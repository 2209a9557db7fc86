"""The same operator and the same trigger for every service that has an emulator here."""

import json
import logging

import pytest

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from tests.emulators.gemini_omni import GeminiOmni
from tests.emulators.openai_images import OpenaiImages
from tests.emulators.openai_videos import OpenaiVideos
from tests.emulators.veo import Veo
from tests.plugins.jobs import Clips, connection, context, fired, operator, started

SERVICES = {
    "veo": (Veo, {"model": "veo-3.1-fast-generate-001", "project": "dailies"}),
    "gemini_omni": (GeminiOmni, {"model": "gemini-omni-1.2-flash"}),
    "openai_videos": (OpenaiVideos, {"model": "sora-2"}),
}


@pytest.fixture(params=SERVICES)
def service(request, tmp_path, monkeypatch):
    kind, extra = SERVICES[request.param]
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path / "data"))
    with kind() as emulator:
        about = connection(emulator.url, provider=request.param, **extra)
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", about)
        yield emulator


def test_jobs_that_take_time_are_waited_for_in_the_triggerer_and_paid_once(service, caplog):
    service.settings |= {"queue_s": 0.1, "job_s": 60}
    task, ctx = operator("sea", "shore"), context()
    with caplog.at_level(logging.DEBUG):
        deferred = started(task, ctx)
        service.settings["job_s"] = 0
        event = fired(deferred)
        assert event["kind"] == "settled"
        first, other = task.execute_complete(ctx, event)
    assert first.media.digest != other.media.digest
    assert service.stats()["charged"] == 2
    assert ledger().spend.spent(batch="run").usd == 0.50
    told = caplog.text + json.dumps(deferred.trigger.serialize()[1])
    assert "emulator-key" not in told
    (again, _) = operator("sea", "shore").execute(context(max_tries=3, try_number=2))
    assert again.reused
    assert service.stats()["charged"] == 2


def test_a_cleared_task_attaches_to_the_jobs_it_had(service):
    service.settings["job_s"] = 60
    started(operator("sea"), context())
    task, ctx = operator("sea"), context(max_tries=3, try_number=2)
    deferred = started(task, ctx)
    service.settings["job_s"] = 0
    assert task.execute_complete(ctx, fired(deferred))
    assert service.stats()["charged"] == 1


class Images(Clips):
    """Orders an image for each prompt."""

    stage = "image"


def test_images_that_are_answered_at_once_need_no_deferral(tmp_path, monkeypatch):
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path / "data"))
    with OpenaiImages() as emulator:
        about = connection(emulator.url, provider="openai_images", model="gpt-image-2.6-flare")
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_IMAGE", about)
        images = Images(task_id="images", prompts=("sea", "shore"))
        first, other = images.execute(context())
        assert media_store().local(first.media).read_bytes().startswith(b"\x89PNG")
        assert first.media.digest != other.media.digest
        assert all(r.reused for r in images.execute(context(try_number=2)))
        assert emulator.stats()["charged"] == 2
