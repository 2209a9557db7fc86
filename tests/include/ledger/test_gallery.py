"""What the ledger keeps of rendered shorts, so that the review desk can show them."""

import pytest

from include.domain import Script
from include.ledger.ledger import Ledger
from include.ledger.migrations import downgrade, upgrade
from tests.include.shorts.parts import short

SCRIPT = Script(topic_id="t1", title="Tides", language="en", beats=())


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def rendered(ledger, batch, topic_id, **facts):
    made = short(topic_id=topic_id).model_dump(mode="json")
    about = {"dag_id": "daily_batch", "run_id": batch, "map_index": 0, "state": "rendered"}
    told = {"edit_digest": "1" * 64, "short": made, "script": SCRIPT.model_dump(mode="json")}
    ledger.shorts.record_short(batch, topic_id, **{**about, **told, **facts})


def test_a_rendered_short_is_found_with_the_task_that_made_it(url):
    ledger = Ledger(url)
    rendered(ledger, "b1", "t1", map_index=4)
    kept = ledger.gallery.find("b1", "t1")
    assert (kept.dag_id, kept.run_id, kept.map_index) == ("daily_batch", "b1", 4)
    assert kept.short == short(topic_id="t1")
    assert kept.key == "b1/t1"
    assert ledger.gallery.script("b1", "t1") == SCRIPT


def test_what_is_not_rendered_is_not_shown(url):
    ledger = Ledger(url)
    ledger.shorts.record_short("b1", "t1", state="failed", stage="narrate", dag_id="daily_batch")
    assert ledger.gallery.find("b1", "t1") is None
    assert ledger.gallery.latest(["daily_batch"]) == []
    assert ledger.gallery.script("b1", "t1") is None


def test_the_latest_come_first_and_only_of_the_dags_asked_for(url):
    ledger = Ledger(url)
    rendered(ledger, "b1", "t1")
    rendered(ledger, "b1", "t2")
    rendered(ledger, "b2", "t3", dag_id="secret")
    assert [k.topic_id for k in ledger.gallery.latest(["daily_batch"])] == ["t2", "t1"]
    assert [k.topic_id for k in ledger.gallery.latest(["daily_batch"], limit=1)] == ["t2"]
    assert ledger.gallery.latest([]) == []


def test_the_shorts_of_a_run_stand_in_the_order_of_its_topics(url):
    ledger = Ledger(url)
    rendered(ledger, "b1", "t2", map_index=1)
    rendered(ledger, "b1", "t1", map_index=0)
    rendered(ledger, "b2", "t1")
    assert [k.topic_id for k in ledger.gallery.of_run("daily_batch", "b1")] == ["t1", "t2"]
    assert ledger.gallery.of_run("other", "b1") == []
    found = ledger.gallery.of_runs({("daily_batch", "b2"), ("other", "b1")})
    assert [kept.batch for kept in found] == ["b2"]


def test_a_task_that_makes_another_short_now_has_none_but_that(url):
    """As when other topics were found for a batch that was cleared."""
    ledger = Ledger(url)
    for topic_id, index in (("t1", 0), ("t2", 1), ("t3", 0)):
        rendered(ledger, "b1", topic_id, map_index=index)
    rendered(ledger, "b2", "t4", map_index=0)
    found = {k.topic_id: k.map_index for k in ledger.gallery.latest(["daily_batch"])}
    assert found == {"t1": -1, "t2": 1, "t3": 0, "t4": 0}


def test_a_short_told_by_another_version_is_left_out(url):
    ledger = Ledger(url)
    rendered(ledger, "b1", "t1", short={"topic_id": "t1"}, script={"beats": "?"})
    assert ledger.gallery.find("b1", "t1") is None
    assert ledger.gallery.script("b1", "t1") is None


def test_a_ledger_from_before_the_desk_keeps_its_shorts(url):
    upgrade(url)
    Ledger(url).shorts.record_short("b1", "t1", state="rendered", edit_digest="1" * 64)
    downgrade(url, "0002")
    upgrade(url)
    (row,) = Ledger(url).shorts.shorts("b1")
    assert (row["state"], row["dag_id"], row["map_index"]) == ("rendered", "", -1)
    assert Ledger(url).gallery.find("b1", "t1") is None
