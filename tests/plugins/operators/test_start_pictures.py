"""A clip that starts from a picture: each service gets it in the shape that it takes."""

import base64
import json

import pytest

from dailies.hooks.media import media_store
from include.domain import digest_of
from include.providers import catalogue, errors
from include.settings import Settings
from tests.emulators.pictures import png
from tests.plugins.jobs import Clips, context, finished, started
from tests.plugins.services import SERVICES

CLIPS = [service for service in SERVICES if service.stage == "clip"]
PICTURE = png("sea", 0, width=540, height=960)
OF_PICTURES = {
    "fal": {"image_model": "fal-ai/test/pro/image-to-video", "image_field": "start_image_url"}
}


class FromPictures(Clips):
    """Orders a clip for each prompt, of a picture that is in the store."""

    picture, kind = PICTURE, "image/png"

    def orders(self, context):
        digest = digest_of(["picture", self.prompts])
        media_store().put(self.picture, self.kind, order_digest=digest)
        fields = {"duration_s": 4.0, "options": {"image": digest}}
        return [self.order(prompt=prompt, **fields) for prompt in self.prompts]


@pytest.fixture(params=CLIPS, ids=str)
def service(request):
    return request.param


@pytest.fixture(autouse=True)
def of_pictures(service, emulator, monkeypatch):
    """What the service and its connection are told of models that start from pictures."""
    extra = OF_PICTURES.get(service.provider, {})
    emulator.settings |= {name: extra[name] for name in ("image_field",) if name in extra}
    about = service.connection(emulator.url, **extra)
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", about)


def operator(**changes):
    kind = type("Orders", (FromPictures,), changes)
    return kind(task_id="clips", prompts=("sea",), first_event_s=0.0, lease_s=0.0)


def test_the_picture_arrives_whole_and_under_no_name_of_ours(service, emulator):
    assert catalogue.find("clip", service.provider).takes_picture
    (made,) = finished(operator(), context())
    (run,) = emulator.runs.values()
    sent = json.dumps(run.body)
    assert base64.b64encode(PICTURE).decode() in sent
    assert made.order.options["image"] not in sent
    assert run.prompt == "sea"


def test_the_picture_is_told_to_nobody_else(emulator, caplog):
    emulator.settings["job_s"] = 60
    caplog.set_level("DEBUG")
    deferred = started(operator(), context())
    head = base64.b64encode(PICTURE).decode()[:64]
    rows = Settings.from_env().data.joinpath("ledger.db").read_bytes().decode(errors="replace")
    for told in (caplog.text, json.dumps(deferred.trigger.serialize()[1]), rows):
        assert head not in told


def test_a_broken_picture_is_refused_with_what_is_wrong(emulator):
    with pytest.raises(errors.Fatal, match=r"(?i)picture"):
        finished(operator(picture=PICTURE[:40]), context())
    assert emulator.stats().get("submitted", 0) == 0


def test_a_picture_of_another_type_than_it_says_is_noticed(service, emulator):
    if service.provider == "jimeng":
        pytest.skip("is not told of what type a picture is")
    with pytest.raises(errors.Fatal, match=r"(?i)picture"):
        finished(operator(kind="image/jpeg"), context())
    assert emulator.stats().get("submitted", 0) == 0
