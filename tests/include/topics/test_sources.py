import pytest

from include.providers.errors import Fatal
from include.topics.sources import EVERGREEN, is_remote, read_file


@pytest.mark.parametrize(
    ("source", "remote"),
    [
        ("https://example.org/feed", True),
        ("HTTP://example.org/feed", True),
        ("feeds/mine.xml", False),
        ("/srv/feeds/mine.xml", False),
        ("file:///srv/mine.xml", False),
    ],
)
def test_urls_are_fetched_and_paths_are_read(source, remote):
    assert is_remote(source) is remote


@pytest.mark.parametrize("source", ["ftp://example.org/feed", "gopher://x", "javascript:alert(1)"])
def test_another_scheme_is_refused(source):
    with pytest.raises(Fatal, match="Give an http"):
        is_remote(source)


def test_a_file_is_read_whole_by_path_or_url(tmp_path):
    path = tmp_path / "my feed.xml"
    path.write_text("<rss/>")
    assert read_file(str(path)).body == b"<rss/>"
    assert read_file(path.as_uri()).body == b"<rss/>"


def test_the_shipped_feed_is_there():
    assert b"<" in read_file(str(EVERGREEN)).body


@pytest.mark.parametrize("name", ["missing.xml", "", "\0", "a" * 5000])
def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path, name):
    with pytest.raises(Fatal, match="cannot be read"):
        read_file(str(tmp_path / name))
