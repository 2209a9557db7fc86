"""The measurement itself, on small files: what it says is not the point, that it says it is."""

from dataclasses import replace

import pytest

from bench.measurements.lengths import Setting, measure
from tests.bench.render.parts import SHAPE, SMALLER, SOURCES


@pytest.mark.slow
@pytest.mark.integration
def test_small_edits_are_measured_by_their_length(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path))
    shapes = (replace(SHAPE, seconds=6), replace(SHAPE, seconds=8))
    small = Setting(shapes=shapes, preset="ultrafast", sources=SOURCES, smaller=SMALLER)
    measured = measure(small)
    figures = measured.figures
    assert {
        "peak_memory_mb.at_6_s", "wall_per_s.at_8_s", "cpu_per_s.at_8_s", "wall_growth",
        "av_drift_frames.at_8_s", "av_offset_frames.at_8_s",
    } <= set(figures)  # fmt: skip
    assert figures["peak_memory_mb.at_8_s"].median > 50
    assert figures["av_drift_frames.at_8_s"].holds
    assert [edit["duration_s"] for edit in measured.settings["edits"]] == [6, 8]
    assert "8 s: " in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "bench").glob("render-*")] == []
