"""The gate on a good file, and on the same file damaged in every way it should notice."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from include.domain import Severity
from include.quality.contract import starts_fast
from include.quality.gate import inspect, is_stopped
from include.rendering.ffmpeg import binary
from include.rendering.render import render
from tests.include.editing.parts import edit, local, script
from tests.include.quality.conftest import filmed

pytestmark = [pytest.mark.integration, pytest.mark.slow]


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    folder = tmp_path_factory.mktemp("good")
    made = edit(folder, written=script(["One two three four five six seven eight nine."] * 2))
    result = render(made, local=local, work_dir=folder, on_progress=lambda _: None)
    return made, result


def changed(good, tmp_path: Path, *options: str, inputs: tuple[str, ...] = ()) -> Path:
    _, result = good
    path = tmp_path / "short.mp4"
    shutil.copy(result.sidecar, tmp_path / "short.json")
    command = [binary(), "-y", "-loglevel", "error", "-i", str(result.video), *inputs]
    subprocess.run([*command, *options, str(path)], check=True)
    return path


def codes(good, path: Path) -> set[str]:
    return {finding.code for finding in inspect(path, good[0])}


def test_a_good_short_has_no_findings(good):
    assert inspect(good[1].video, good[0], local=local) == ()


def test_another_size_or_rate_is_an_error(good, tmp_path):
    fast = ("-preset", "ultrafast", "-c:a", "copy", "-movflags", "+faststart")
    path = changed(good, tmp_path, "-vf", "scale=540:960", "-r", "25", *fast)
    said = " ".join(f.message for f in inspect(path, good[0]))
    assert "540x960" in said
    assert "frame rate is 25" in said
    assert is_stopped(inspect(path, good[0]))


def test_an_index_at_the_end_is_noticed(good, tmp_path):
    path = changed(good, tmp_path, "-c", "copy")
    assert not starts_fast(path)
    assert starts_fast(good[1].video)
    assert "contract" in codes(good, path)


def test_a_loudness_off_the_target_is_an_error(good, tmp_path):
    louder = ("-c:v", "copy", "-af", "volume=-6dB", "-movflags", "+faststart", "-ar", "48000")
    assert "loudness" in codes(good, changed(good, tmp_path, *louder))


def test_a_short_cut_off_is_an_error(good, tmp_path):
    path = changed(good, tmp_path, "-c", "copy", "-t", "1.5", "-movflags", "+faststart")
    messages = " ".join(f.message for f in inspect(path, good[0]))
    assert "its edit" in messages


def test_black_frozen_and_silent_shorts_are_stopped(good, tmp_path):
    inputs = ("-f", "lavfi", "-i", "color=black:s=1080x1920:r=30")
    length = str(good[0].duration_s)
    path = changed(
        good,
        tmp_path,
        *("-map", "1:v", "-map", "0:a", "-af", "volume=0", "-t", length),
        *("-preset", "ultrafast", "-movflags", "+faststart", "-ar", "48000"),
        inputs=inputs,
    )
    found = {f.code: f for f in inspect(path, filmed(good[0]))}
    assert found["black_stretch"].severity is Severity.ERROR
    assert found["frozen_stretch"].severity is Severity.ERROR
    assert found["silent_stretch"].severity is Severity.ERROR


def test_a_file_that_is_no_video_is_an_error_not_a_crash(good, tmp_path):
    path = tmp_path / "short.mp4"
    path.write_bytes(b"nothing")
    assert {"contract", "undecodable", "sidecar"} <= codes(good, path)


def test_a_sidecar_of_another_edit_is_an_error(good, tmp_path):
    path = tmp_path / "short.mp4"
    shutil.copy(good[1].video, path)
    content = json.loads(good[1].sidecar.read_text())
    (tmp_path / "short.json").write_text(json.dumps({**content, "edit_digest": "0", "title": ""}))
    said = " ".join(f.message for f in inspect(path, good[0]))
    assert "lacks title" in said
    assert "another edit" in said


def test_a_short_that_platforms_may_not_take_is_a_warning(tmp_path):
    made = edit(tmp_path, written=script(["One."]))
    (tmp_path / "short.mp4").write_bytes(b"nothing")
    found = {f.code: f for f in inspect(tmp_path / "short.mp4", made)}
    assert found["length"].severity is Severity.WARNING
