import pytest
from airflow.sdk.exceptions import AirflowSkipException

from dailies.hooks.ledger import ledger
from dailies.operators.publish_short import PublishShortOperator
from include.domain import Media, Short
from tests.plugins.jobs import TOPIC, context

FILE = Media(uri="file:///x", digest="0" * 64, content_type="video/mp4", size_bytes=1)
SHORT = Short(
    topic_id="t1",
    slug="tides",
    title="Tides",
    language="en",
    edit_digest="e" * 64,
    duration_s=30,
    width_px=1080,
    height_px=1920,
    loudness_lufs=-14,
    true_peak_dbtp=-1,
    video=FILE,
    cover=FILE,
    preview=FILE,
    captions_vtt=FILE,
    captions_srt=FILE,
    captions_ass=FILE,
    sidecar=FILE,
    edit=FILE,
)


def test_a_rejected_short_is_skipped_and_the_ledger_knows_that_it_is_decided(tmp_path, monkeypatch):
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path))
    ledger().shorts.record_short("run", "t1", state="rendered", edit_digest="e" * 64)
    assert ledger().shorts.undecided() == ["e" * 64]
    task = PublishShortOperator(
        task_id="publish_short",
        topic=TOPIC,
        short=SHORT.model_dump(mode="json"),
        review={"decision": "reject", "by": "policy"},
    )
    with pytest.raises(AirflowSkipException, match="not approved"):
        task.execute(context())
    assert ledger().shorts.shorts("run")[0]["state"] == "rejected"
    assert ledger().shorts.undecided() == []
