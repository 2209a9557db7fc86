"""Links hold below a path prefix, and whatever a run is called."""

from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from dailies.ui import links


@pytest.mark.parametrize("base", ["https://air.example/", "https://air.example/team/"])
def test_links_stay_below_airflows_own_root(base):
    found = urljoin(base, links.preview("manual__1", "t1"))
    assert found == f"{base}dailies/media/manual__1/t1/preview.webp"


def test_a_version_lets_a_browser_keep_the_file():
    assert links.media("b", "t", "cover.jpg", version="a" * 64).endswith("cover.jpg?v=aaaaaaaaaaaa")


def test_no_batch_or_topic_adds_to_the_path():
    path = urlsplit(links.media("../../etc", "a/b?c#d", "cover.jpg")).path
    assert path == "dailies/media/..%2F..%2Fetc/a%2Fb%3Fc%23d/cover.jpg"
    assert parse_qs(urlsplit(links.short("b&x=1", "t 1")).query) == {"short": ["b&x=1/t 1"]}
