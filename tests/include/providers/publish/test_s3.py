from pathlib import Path

import pytest
from upath import UPath

from include.providers.publish.s3 import S3
from include.providers.values import Account


@pytest.fixture
def files(tmp_path):
    found = {ending: tmp_path / f"source{ending}" for ending in (".mp4", ".srt")}
    for ending, path in found.items():
        path.write_bytes(f"a file {ending}".encode())
    return found


@pytest.fixture(params=["memory://bucket/shorts", "file"])
def root(request, tmp_path):
    return UPath(tmp_path / "bucket") if request.param == "file" else UPath(request.param)


def test_what_is_delivered_twice_is_there_once(root, files):
    for _ in range(2):
        placed = S3().deliver(files, root=root, batch="b1", slug="tides")
    assert sorted(path.name for path in (root / "b1").iterdir()) == ["tides.mp4", "tides.srt"]
    assert placed.read_bytes() == b"a file .mp4"


def test_the_video_comes_last_so_that_what_is_seen_is_whole(root, files):
    files[".srt"].unlink()
    with pytest.raises(FileNotFoundError):
        S3().deliver(files, root=root, batch="b2", slug="tides")
    assert not (root / "b2" / "tides.mp4").exists()


def test_an_object_that_cannot_be_read_to_its_end_does_not_appear(files):
    """Reading a process's own memory from its beginning is an input/output error."""
    root = UPath("memory://bucket/torn")
    with pytest.raises(OSError, match="Input/output error"):
        S3().deliver({**files, ".mp4": Path("/proc/self/mem")}, root=root, batch="b", slug="tides")
    assert [path.name for path in (root / "b").iterdir()] == ["tides.srt"]


@pytest.mark.parametrize(
    ("public", "url"),
    [("https://cdn.example/s/", "https://cdn.example/s/b1/tides.mp4"), ("", "")],
)
def test_the_link_is_where_viewers_see_it(public, url):
    account = Account(extra={"public_url": public})
    assert S3(account).url_of(Path("/bucket/b1/tides.mp4")) == url
