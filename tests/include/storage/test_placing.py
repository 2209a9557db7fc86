"""Files that others look at appear whole, the video last, and nothing half-done stays."""

import pytest

from include.storage.placing import in_order, place


@pytest.fixture
def files(tmp_path):
    made = {ending: tmp_path / f"source{ending}" for ending in (".mp4", ".json", ".srt")}
    for ending, path in made.items():
        path.write_text(f"a file {ending}")
    return made


def test_the_video_is_the_last_to_appear(files):
    assert in_order(files)[-1] == ".mp4"


def test_what_a_killed_attempt_left_goes_with_the_next(files, tmp_path):
    folder = tmp_path / "out"
    left = folder / ".tides.partial" / "tides.mp4.0123"
    left.parent.mkdir(parents=True)
    left.write_text("half a fi")
    others = folder / ".moon.partial"
    others.mkdir()
    assert place(files, folder, "tides").read_text() == "a file .mp4"
    names = sorted(path.name for path in folder.iterdir())
    assert names == [".moon.partial", "tides.json", "tides.mp4", "tides.srt"]


def test_what_is_there_already_is_replaced_and_never_gone(files, tmp_path):
    place(files, tmp_path / "out", "tides")
    files[".mp4"].write_text("another")
    files[".srt"].unlink()
    with pytest.raises(FileNotFoundError):
        place(files, tmp_path / "out", "tides")
    assert (tmp_path / "out/tides.mp4").read_text() == "a file .mp4"
