"""The same edit becomes the same files: in another data folder, process and order of hashing.

All to the byte, but what x264 encoded: it reads memory it never wrote (another MALLOC_PERTURB_
gives another file), so that one encode of four differed at 216x384 on a loaded machine, by what
nobody sees. Frames that were composed otherwise differ by far more.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from include.domain import Clip, Shot
from include.rendering.ffmpeg import binary
from include.rendering.stretches import MOST_SHOTS
from include.shorts.again import read
from include.storage.media import MediaStore
from tests.include.editing.parts import edit, script
from tests.include.shorts.parts import small

pytestmark = [pytest.mark.integration, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[3]
RENDER = """
import sys
from pathlib import Path
from include.shorts.again import render_again
render_again(Path(sys.argv[1]), Path(sys.argv[2]), on_progress=lambda _: None)
"""
ENDINGS = (".jpg", ".srt", ".vtt", ".ass")
"""``short.json`` names the edit by its digest, and an edit says where its files lie."""
ALIKE_DB = 40
"""The most that x264 differed by was 46."""
SOURCES = {
    "film.mp4": ("testsrc2=s=96x160:r=25:d=1", "video/mp4", "video"),
    "still.png": ("mandelbrot=s=200x120", "image/png", "image"),
}


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """Where the files of a short with everything in it are, rendered in two data folders."""
    folders = [tmp_path_factory.mktemp(name) for name in ("one", "another-of-a-longer-name")]
    return [rendered(folder, hashing) for folder, hashing in zip(folders, "12", strict=True)]


def rendered(folder: Path, hashing: str) -> Path:
    store = MediaStore(folder / "data" / "media")
    written = script(["One two."] * (MOST_SHOTS + 2), emphasis=[["two"]])
    clips = [clip(folder, store, name, beat) for beat, name in enumerate(SOURCES)]
    cut = edit(folder, written=written, clips=clips, with_music=True, word_s=0.3)
    heard = cut.look.model_copy(update={"clip_sound": True})
    made = small(cut.model_copy(update={"look": heard}), store)
    assert {shot.change for shot in made.shots} > {"cut"}
    path = folder / "tides.edit.json"
    path.write_text(made.model_dump_json())
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hashing}
    argv = [sys.executable, "-c", RENDER, str(path), str(folder / "out")]
    subprocess.run(argv, env=environment, cwd=folder, check=True)
    return folder / "out"


def clip(folder: Path, store: MediaStore, name: str, beat: int) -> Clip:
    source, content_type, kind = SOURCES[name]
    heard = ["-f", "lavfi", "-i", "sine=330:d=1"] if kind == "video" else ["-frames:v", "1"]
    ran("-f", "lavfi", "-i", source, *heard, "-bitexact", folder / name)
    shot = Shot(index=beat, beat=beat, prompt="", duration_s=3.0)
    media = store.put(folder / name, content_type)
    return Clip(shot=shot, kind=kind, provider="odd", media=media)


def ran(*args: str | Path, cwd: Path | None = None) -> str:
    argv = [binary(), "-nostdin", "-loglevel", "error", *map(str, args)]
    return subprocess.run(argv, check=True, capture_output=True, text=True, cwd=cwd).stdout


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_edit_becomes_the_same_bytes(twice, ending):
    one, another = ((folder / f"tides{ending}").read_bytes() for folder in twice)
    differ = [at for at, (a, b) in enumerate(zip(one, another, strict=False)) if a != b]
    assert (len(one), differ[:20]) == (len(another), [])


def test_the_same_edit_becomes_the_same_sound(twice):
    one, another = (
        ran("-i", folder / "tides.mp4", "-map", "0:a", "-c", "copy", "-f", "md5", "-")
        for folder in twice
    )
    assert one.startswith("MD5=")
    assert one == another


def test_the_same_edit_becomes_the_same_picture(twice):
    one, another = (folder / "tides.mp4" for folder in twice)
    compare = ["-lavfi", "psnr=stats_file=psnr.log", "-f", "null", "-"]
    ran("-i", one, "-i", another, *compare, cwd=twice[0])
    frames = (twice[0] / "psnr.log").read_text().splitlines()
    alike = [re.search(r"psnr_avg:(inf|[\d.]+)", frame)[1] for frame in frames]
    assert len(alike) == read(twice[0].parent / "tides.edit.json").frames
    assert [db for db in alike if float(db) < ALIKE_DB] == []
