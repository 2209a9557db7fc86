import json

import pytest

from stack.places import Places
from stack.summary import summary

SHORT = {
    "topic": {"topic_id": "t", "title": "Tides\x1b[2J"},
    "state": "published",
    "path": "/data/published/b/tides.mp4",
    "duration_s": 31.4,
    "cost_usd": 0.5,
    "findings": [{"code": "loud", "severity": "warning", "message": "It is loud.", "remedy": ""}],
}
TOTALS = {"topics": 2, "published": 1, "failed": 1, "duration_s": 31.4, "cost_usd": 0.5}


@pytest.fixture
def places(tmp_path):
    made = Places(tmp_path)
    made.reports.mkdir()
    return made


def said(places):
    return "\n".join(summary(places, "b", [], 62.0))


def test_a_report_is_told(places):
    report = {"shorts": [SHORT], "totals": TOTALS}
    (places.reports / "b.json").write_text(json.dumps(report))
    text = said(places)
    assert "Tides [2J: published, 31 s, 0.50 USD" in text
    assert "/data/published/b/tides.mp4" in text
    assert "warning: loud: It is loud." in text
    assert "1 of 2 shorts published, 1 failed, 31 s of video, 0.50 USD." in text
    assert "The batch took 1:02" in text
    assert f"Report: {places.reports / 'b.json'}" in text


def test_what_is_in_doubt_is_told(places):
    report = {"shorts": [SHORT], "totals": {**TOTALS, "doubtful_usd": 0.25}}
    (places.reports / "b.json").write_text(json.dumps(report))
    assert "0.50 USD, of which 0.25 USD in doubt." in said(places)


def test_the_folder_is_named_when_it_holds_shorts(places):
    folder = places.published / "b"
    folder.mkdir(parents=True)
    assert "Shorts:" not in said(places)
    (folder / "tides.mp4").touch()
    assert f"Shorts: {folder}" in said(places)


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"shorts": null, "totals": {}}'])
def test_the_path_is_told_whatever_the_report_holds(places, text):
    if text is not None:
        (places.reports / "b.json").write_text(text)
    assert str(places.reports / "b.json") in said(places).splitlines()[-1]


def test_a_failed_short_needs_no_duration(places):
    failed = {"topic": "Just a title", "state": "failed", "duration_s": None, "findings": []}
    (places.reports / "b.json").write_text(json.dumps({"shorts": [failed]}))
    assert "Just a title: failed, 0.00 USD" in said(places)
