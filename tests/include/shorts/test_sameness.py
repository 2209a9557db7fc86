"""The same edit becomes the same bytes: in another data folder, process and order of hashing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from include.domain import Clip, Shot
from include.rendering.ffmpeg import binary
from include.rendering.stretches import MOST_SHOTS
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
ENDINGS = (".mp4", ".jpg", ".webp", ".srt", ".vtt", ".ass")
"""``short.json`` names the edit by its digest, and an edit says where its files lie."""
SOURCES = {
    "film.mp4": ("testsrc2=s=96x160:r=25:d=1", "video/mp4", "video"),
    "still.png": ("mandelbrot=s=200x120", "image/png", "image"),
}


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """The files of a short with everything in it, rendered in two data folders."""
    folders = [tmp_path_factory.mktemp(name) for name in ("one", "another-of-a-longer-name")]
    return [rendered(folder, hashing) for folder, hashing in zip(folders, "12", strict=True)]


def rendered(folder: Path, hashing: str) -> dict[str, bytes]:
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
    return {ending: (folder / "out" / f"tides{ending}").read_bytes() for ending in ENDINGS}


def clip(folder: Path, store: MediaStore, name: str, beat: int) -> Clip:
    source, content_type, kind = SOURCES[name]
    heard = ["-f", "lavfi", "-i", "sine=330:d=1"] if kind == "video" else ["-frames:v", "1"]
    argv = [binary(), "-loglevel", "error", "-f", "lavfi", "-i", source, *heard]
    subprocess.run([*argv, "-bitexact", str(folder / name)], check=True)
    shot = Shot(index=beat, beat=beat, prompt="", duration_s=3.0)
    media = store.put(folder / name, content_type)
    return Clip(shot=shot, kind=kind, provider="odd", media=media)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_edit_becomes_the_same_bytes(twice, ending):
    one, another = (files[ending] for files in twice)
    differ = [at for at, (a, b) in enumerate(zip(one, another, strict=False)) if a != b]
    assert (len(one), differ[:20]) == (len(another), [])
