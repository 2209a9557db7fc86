import json
import re
import sys

import pytest

from bench.render import with_moviepy
from bench.render.contest import contest
from bench.render.footage import made
from bench.render.material import edit_of
from include.rendering.footage import footage_of, sounds_of
from include.rendering.probe import picture
from include.settings import PROJECT
from include.storage.media import MediaStore
from stack.problems import Problem
from tests.bench.render.parts import SHAPE, SMALLER, SOURCES

NAMES = re.compile(r'(plan|found|cue|word|text)\["(\w+)"\]')


@pytest.mark.integration
def test_the_program_is_told_all_it_reads(tmp_path):
    store = MediaStore(tmp_path / "media")
    edit = edit_of(SHAPE, made(tmp_path / "footage", SOURCES), store)
    footage, _ = footage_of(edit, store.local)
    sounds, _ = sounds_of(edit, store.local, footage)
    plan = with_moviepy.plan(edit, footage, sounds, preset="veryfast", name="x.mp4")
    plan = json.loads(json.dumps(plan))
    told = {"plan": plan, "found": plan["shots"][0], "cue": plan["cues"][0]}
    told["text"] = plan["texts"][0]
    told["word"] = told["cue"]["words"][0]
    read = set(NAMES.findall(with_moviepy.PROGRAM.read_text()))
    assert len(read) > 20
    assert [name for kind, name in read if name not in told[kind]] == []
    assert "-preset" not in plan["x264"]
    assert plan["x264"][plan["x264"].index("-crf") + 1].isdigit()
    assert [shot["is_whole"] for shot in plan["shots"]] == [False, True, True]
    assert [shot["is_still"] for shot in plan["shots"]] == [False, True, False]
    assert plan["shots"][2]["start_s"] < edit.time_s(edit.shots[2].first_frame)


def test_what_cannot_be_installed_is_said(tmp_path, monkeypatch):
    failing = [sys.executable, "-c", "raise SystemExit('no route to host')"]
    monkeypatch.setattr(with_moviepy, "_installing", lambda _: [failing])
    with pytest.raises(Problem, match="cannot be installed: no route to host"):
        with_moviepy.python(tmp_path)


def test_it_is_installed_once(tmp_path, monkeypatch):
    asked = []

    def install(venv):
        asked.append(venv)
        venv.mkdir()
        return []

    monkeypatch.setattr(with_moviepy, "_installing", install)
    assert with_moviepy.python(tmp_path) == with_moviepy.python(tmp_path)
    assert len(asked) == 1


@pytest.mark.integration
@pytest.mark.slow
def test_the_program_composes_the_edit_where_moviepy_is_installed(tmp_path):
    installed = PROJECT / ".data" / "bench"
    if not (installed / f"moviepy-{with_moviepy.VERSION}" / "complete").exists():
        pytest.skip("moviepy is not installed; make bench BENCH=moviepy does it")
    store = MediaStore(tmp_path / "media")
    edit = edit_of(SHAPE, made(tmp_path / "footage", SOURCES), store, smaller=SMALLER)
    small = contest(edit, store, tmp_path / "contest")
    run = small.moviepy(with_moviepy.python(installed), "ultrafast")
    assert run.wall_s > 0
    found = picture(small.folder / "moviepy.mp4")
    assert (found.width_px, found.height_px) == (edit.canvas.width_px, edit.canvas.height_px)
    assert found.duration_s == pytest.approx(edit.duration_s, abs=0.1)
