"""Pages become clips of their shots; a page that cannot be filmed costs no short."""

import pytest
from airflow.sdk.exceptions import TaskDeferred

from dailies.operators.capture_pages import CapturePagesOperator
from dailies.operators.generate_clips import GenerateClipsOperator
from include.capture import capturing
from include.capture.job import Filmed, Frame
from include.domain import Beat, Script
from include.providers.errors import Fatal, Refused, Retryable
from tests.plugins.jobs import TOPIC, context

SCRIPT = Script(
    topic_id="t1",
    title="Tides",
    language="en",
    beats=tuple(Beat(role="beat", spoken=f"Beat {n} of the sea.", seen="sea") for n in range(4)),
)
TEA = f"https://shop.example/{'leaf/' * 60}tea"
CHANNEL = f"""\
allow_hosts: [shop.example]
captures:
  - {{url: "{TEA}?key=secret#top", beat: 2, kind: picture, licence: by permission}}
  - {{url: "https://shop.example/gone", beat: 3, kind: picture}}
"""
PNG = bytes.fromhex("89504e470d0a1a0a")


@pytest.fixture
def filmed(tmp_path, monkeypatch):
    """Have pages filmed by a hand that is told what becomes of each; return what it was asked."""
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DAILIES_CHANNELS", str(tmp_path / "channels"))
    monkeypatch.setattr(capturing, "browser", lambda: "/usr/bin/chromium")
    (tmp_path / "channels").mkdir()
    (tmp_path / "channels" / "shop.yaml").write_text(CHANNEL)
    asked, outcomes = [], {}

    def film(job, folder):
        path = job.capture.url.rpartition("/")[2]
        asked.append(path)
        if error := outcomes.get(path):
            raise error
        (folder / "0.png").write_bytes(PNG + path.encode())
        return Filmed(shots=((Frame(file="0.png", at_s=0),),), lasts_s=(0.0,))

    film.outcomes, film.asked = outcomes, asked
    monkeypatch.setattr(capturing, "film", film)
    return film


def operator():
    script = SCRIPT.model_dump(mode="json")
    return CapturePagesOperator(task_id="capture", topic=TOPIC, script=script)


def test_each_page_is_the_clip_of_its_shot(filmed):
    made = operator().execute(context(channel="shop"))
    assert [(clip["shot"]["beat"], clip["kind"]) for clip in made["clips"]] == [
        (1, "image"),
        (2, "image"),
    ]
    tea = made["clips"][0]
    assert (tea["provider"], tea["licence"]) == ("capture", "by permission")
    assert (tea["credit"], tea["made_with_ai"]) == (TEA, False)
    assert "secret" not in str(made)


def test_run_again_it_finds_what_it_filmed(filmed):
    first = operator().execute(context(channel="shop"))
    assert operator().execute(context(channel="shop", try_number=2)) == first
    assert len(filmed.asked) == 2
    operator().execute(context(channel="shop", run_id="tomorrow"))
    assert len(filmed.asked) == 4


def test_a_page_that_cannot_be_filmed_is_a_finding(filmed):
    filmed.outcomes["gone"] = Refused("it answered HTTP 404")
    made = operator().execute(context(channel="shop"))
    assert len(made["clips"]) == 1
    (finding,) = made["findings"]
    assert finding["code"] == "capture_failed"
    assert "https://shop.example/gone was not filmed: it answered HTTP 404." in finding["message"]


def test_one_that_may_come_another_time_is_tried_again_and_then_a_finding(filmed):
    filmed.outcomes["gone"] = Retryable("it answered HTTP 503")
    with pytest.raises(Retryable, match="HTTP 503"):
        operator().execute(context(channel="shop", try_number=1))
    made = operator().execute(context(channel="shop", try_number=3))
    assert [len(made["clips"]), len(made["findings"])] == [1, 1]
    assert filmed.asked.count("tea?key=secret#top") == 1


def test_a_machine_without_a_browser_is_no_finding(filmed):
    filmed.outcomes["gone"] = Fatal("There is no Chromium")
    with pytest.raises(Fatal, match="no Chromium"):
        operator().execute(context(channel="shop"))


def test_no_clip_is_ordered_for_a_shot_that_shows_a_page(filmed):
    filmed.outcomes["gone"] = Refused("it answered HTTP 404")
    captures = operator().execute(context(channel="shop"))
    script = SCRIPT.model_dump(mode="json")
    clips = GenerateClipsOperator(task_id="clips", topic=TOPIC, script=script, captures=captures)
    try:
        made = clips.execute(context(channel="shop"))
    except TaskDeferred:
        pytest.fail("the embedded provider orders nothing")
    assert [clip["provider"] for clip in made["clips"]] == [
        "procedural",
        "capture",
        "procedural",
        "procedural",
    ]
    assert [clip["shot"]["index"] for clip in made["clips"]] == [0, 1, 2, 3]
    assert [finding["code"] for finding in made["findings"]] == ["capture_failed"]
