"""The measurement itself, on small files, where moviepy is installed."""

import pytest

from bench.measurements.moviepy import Setting, measure
from bench.render import with_moviepy
from include.settings import PROJECT
from stack.problems import Problem
from tests.bench.render.parts import SHAPE, SMALLER, SOURCES


@pytest.mark.slow
@pytest.mark.integration
def test_a_small_edit_is_composed_by_both(tmp_path, monkeypatch):
    installed = PROJECT / ".data" / "bench" / f"moviepy-{with_moviepy.VERSION}"
    if not (installed / "complete").exists():
        pytest.skip("moviepy is not installed; make bench BENCH=moviepy does it")
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / installed.name).symlink_to(installed)
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path))
    small = Setting(presets=("ultrafast",), shape=SHAPE, sources=SOURCES, smaller=SMALLER)
    measured = measure(small)
    wall_s = measured.settings["wall_s"]["ultrafast"]
    assert measured.subject == "render"
    figure = measured.figures["moviepy_over_ours"]
    assert figure.median == wall_s["moviepy"] / wall_s["ours"] > 0
    assert figure.at_least == 6


def test_without_moviepy_nothing_is_measured(tmp_path, monkeypatch):
    def missing(_):
        raise Problem("moviepy cannot be installed.")

    monkeypatch.setenv("DAILIES_DATA", str(tmp_path))
    monkeypatch.setattr(with_moviepy, "python", missing)
    with pytest.raises(Problem, match="cannot be installed"):
        measure()
