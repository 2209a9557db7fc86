import pytest

from include.providers.publish.folder import Folder


@pytest.fixture
def files(tmp_path):
    made = {}
    for ending in (".mp4", ".json", ".srt", ".jpg"):
        made[ending] = tmp_path / f"source{ending}"
        made[ending].write_bytes(ending.encode() * 1000)
    return made


def test_every_file_of_the_short_stands_under_batch_and_slug(tmp_path, files):
    video = Folder().deliver(files, root=tmp_path / "out", batch="b1", slug="tides")
    assert video == tmp_path / "out/b1/tides.mp4"
    there = sorted(path.name for path in (tmp_path / "out/b1").iterdir())
    assert there == ["tides.jpg", "tides.json", "tides.mp4", "tides.srt"]
    assert video.read_bytes() == files[".mp4"].read_bytes()


def test_delivering_twice_leaves_what_delivering_once_leaves(tmp_path, files):
    for _ in range(2):
        Folder().deliver(files, root=tmp_path / "out", batch="b1", slug="tides")
    assert len(list((tmp_path / "out/b1").iterdir())) == 4


def test_the_video_appears_only_when_all_the_rest_is_there(tmp_path, files):
    files[".srt"].unlink()
    with pytest.raises(FileNotFoundError):
        Folder().deliver(files, root=tmp_path / "out", batch="b1", slug="tides")
    names = sorted(path.name for path in (tmp_path / "out/b1").iterdir())
    assert names == ["tides.json"]
