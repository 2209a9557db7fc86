"""Folders of renders: gone after success, kept after a crash, swept after a kill."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from include.rendering.errors import FfmpegFailed, NoSpace
from include.shorts.folders import FAILED, KEPT, KEPT_S, folder_for, sweep

ROOT = Path(__file__).resolve().parents[3]
DIGEST = "ab" * 32


def crash(partials: Path) -> Path:
    with suppress(FfmpegFailed), folder_for(DIGEST, partials) as folder:
        (folder / "graph-1.txt").write_text("null")
        raise FfmpegFailed("It crashed.", argv=["ffmpeg"], folder=str(folder), last_lines="Oh.")
    return folder


def left(partials: Path) -> list[str]:
    return sorted(path.name for path in (partials / "renders").glob("*/"))


def test_nothing_stays_of_a_render_that_succeeds(tmp_path):
    with folder_for(DIGEST, tmp_path) as folder:
        (folder / "stretch-1.mp4").write_bytes(b"frames")
    assert left(tmp_path) == []


@pytest.mark.parametrize("ending", [NoSpace("Full."), KeyboardInterrupt()])
def test_nothing_stays_of_a_render_that_is_cancelled_or_had_no_room(tmp_path, ending):
    with pytest.raises(type(ending)), folder_for(DIGEST, tmp_path):
        raise ending
    assert left(tmp_path) == []


def test_what_a_crashed_ffmpeg_was_given_stays_with_what_it_said(tmp_path):
    folder = crash(tmp_path)
    assert (folder / "graph-1.txt").exists()
    assert str(folder) in (folder / FAILED).read_text()


def test_of_many_crashes_only_the_latest_stay(tmp_path):
    folders = []
    for number in range(KEPT + 2):
        folders.append(crash(tmp_path))
        os.utime(folders[-1] / FAILED, (time.time() - 100 + number,) * 2)
    assert sweep(tmp_path) == 1, "the one that was one too many when the last began is gone"
    assert left(tmp_path) == sorted(folder.name for folder in folders[-KEPT:])


def test_old_crashes_go(tmp_path):
    folder = crash(tmp_path)
    os.utime(folder / FAILED, (time.time() - KEPT_S - 60,) * 2)
    assert sweep(tmp_path) == 1
    assert left(tmp_path) == []


@pytest.mark.faults
def test_the_folder_of_a_killed_render_goes_and_that_of_a_living_one_stays(tmp_path):
    code = (
        "import sys, time; from pathlib import Path\n"
        "from include.shorts.folders import folder_for\n"
        f"with folder_for('{DIGEST}', Path(sys.argv[1])):\n"
        "    print('begun', flush=True); time.sleep(600)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        assert sweep(tmp_path) == 0
        assert len(left(tmp_path)) == 1
    finally:
        process.kill()
        process.communicate()
    with folder_for(DIGEST, tmp_path) as folder:
        assert left(tmp_path) == [folder.name]


def test_sweeping_where_nothing_was_rendered_finds_nothing(tmp_path):
    assert sweep(tmp_path) == 0
