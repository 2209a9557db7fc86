"""The measurement itself, on small files: what it says is not the point, that it says it is."""

import pytest

from bench.measurements.render import Setting, measure
from tests.bench.render.parts import SHAPE, SMALLER, SOURCES


@pytest.mark.slow
@pytest.mark.integration
def test_a_small_edit_is_measured_in_all_its_figures(tmp_path, monkeypatch):
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path))
    small = Setting(
        presets=("medium", "ultrafast"),
        rounds=1,
        shape=SHAPE,
        sources=SOURCES,
        smaller=SMALLER,
    )
    measured = measure(small)
    figures = measured.figures
    assert {
        "wall_over_floor", "wall_over_floor.at_ultrafast", "wall_over_handwritten",
        "cpu_over_floor", "peak_memory_mb",
    } <= set(figures)  # fmt: skip
    assert all(figure.median > 0 for figure in figures.values())
    assert figures["wall_over_floor"].at_most == 1.25
    assert figures["wall_over_floor.at_ultrafast"].at_most is None
    walls = measured.settings["medium_wall_s"]
    assert figures["wall_over_floor"].median == pytest.approx(
        walls["ours"][0] / walls["floor"][0], rel=0.1
    )
    assert measured.settings["edit"]["shots"] == 3
    assert [path.name for path in (tmp_path / "bench").glob("render-*")] == []
