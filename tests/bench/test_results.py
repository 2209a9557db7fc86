import os

import pytest

from bench import results
from bench.figures import Figure, Measured

MACHINE = {"cores": 2}


def test_measuring_one_part_keeps_the_others():
    floor = {"value": 1.1, "measurement": "render"}
    old = {
        "render.wall_over_floor": floor,
        "inflight.rss_mb": {"value": 9.0, "measurement": "inflight"},
    }
    measured = Measured({"rss_mb": Figure((3.0, 1.0, 2.0), "MB", at_most=400.0)}, {"jobs": 10})
    found = results.merged(old, "inflight", measured, machine=MACHINE)
    assert found["render.wall_over_floor"] == floor
    ours = found["inflight.rss_mb"]
    assert (ours["value"], ours["values"], ours["holds"]) == (2.0, [3.0, 1.0, 2.0], True)
    assert (ours["settings"], ours["machine"]) == ({"jobs": 10}, MACHINE)
    assert ours["date"].endswith("UTC")


def test_a_figure_no_longer_measured_is_dropped():
    old = {
        "inflight.gone": {"value": 1.0, "measurement": "inflight"},
        "inflight.kept": {"value": 2.0, "measurement": "another"},
    }
    found = results.merged(old, "inflight", Measured({"rss_mb": Figure((1.0,), "MB")}), machine={})
    assert list(found) == ["inflight.kept", "inflight.rss_mb"]


def test_two_measurements_may_be_of_one_subject():
    figures = {"moviepy_over_ours": Figure((7.0,), "times")}
    measured = Measured(figures, subject="render")
    old = {"render.wall_over_floor": {"value": 1.1, "measurement": "render"}}
    found = results.merged(old, "moviepy", measured, machine={})
    assert list(found) == ["render.moviepy_over_ours", "render.wall_over_floor"]
    assert found["render.moviepy_over_ours"]["measurement"] == "moviepy"


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "results.json"
    assert results.read(path) == {}
    results.write({"a.b": {"value": 1.0}}, path)
    results.write({"a.b": {"value": 2.0}}, path)
    assert results.read(path) == {"a.b": {"value": 2.0}}
    assert [file.name for file in tmp_path.iterdir()] == ["results.json"]


def test_a_write_cut_off_leaves_the_old_results(tmp_path, monkeypatch):
    path = tmp_path / "results.json"
    results.write({"a.b": {"value": 1.0}}, path)

    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fchmod", full)
    with pytest.raises(OSError, match="No space"):
        results.write({"a.b": {"value": 2.0}}, path)
    assert results.read(path) == {"a.b": {"value": 1.0}}
    assert [file.name for file in tmp_path.iterdir()] == ["results.json"]


def test_every_committed_figure_stands_beside_its_settings_and_machine():
    for key, figure in results.read().items():
        assert {"value", "values", "unit", "measurement", "settings", "machine", "date"} <= set(
            figure
        ), key
        assert {"cores", "ram_gb", "python"} <= set(figure["machine"]), key
