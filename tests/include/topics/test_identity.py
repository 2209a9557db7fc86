import pytest

from include.topics.identity import canonical_url, slug_of


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://WWW.a.example/x/?b=2&a=1&utm_source=f#top", "a.example/x?a=1&b=2"),
        ("http://a.example/x", "a.example/x"),
        ("https://a.example/", ""),
        ("ftp://a.example/x", ""),
        ("http://[broken", ""),
        ("not a url", ""),
    ],
)
def test_an_address_is_written_one_way(url, canonical):
    assert canonical_url(url) == canonical


def test_a_title_without_letters_is_named_by_its_id():
    assert slug_of("!!!", "abc123") == "abc123"
    assert slug_of("../../etc/passwd", "abc123") == "etc-passwd"
