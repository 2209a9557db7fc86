import pytest

from include.domain.batch import BatchRequest
from include.domain.source import Source


@pytest.mark.parametrize(
    ("text", "provider", "query"),
    [
        ("hackernews", "hackernews", ""),
        ("hackernews:top", "hackernews", "top"),
        ("youtube: deep sea ", "youtube", "deep sea"),
        ("feed:https://a.example/feed?x=1:2", "feed", "https://a.example/feed?x=1:2"),
        ("https://a.example/feed", "feed", "https://a.example/feed"),
        ("feeds/mine.xml", "feed", "feeds/mine.xml"),
        ("file:///srv/feed.xml", "feed", "file:///srv/feed.xml"),
    ],
)
def test_a_source_is_written_as_one_text(text, provider, query):
    source = Source.model_validate(text)
    assert (source.provider, source.query) == (provider, query)
    assert Source.model_validate(str(source)) == source


def test_an_empty_source_is_refused_by_name():
    with pytest.raises(ValueError, match=r"sources\.1.*empty"):
        BatchRequest.from_params({"sources": ["hackernews", " "]})


def test_a_source_may_be_an_object():
    asked = BatchRequest.from_params({"sources": [{"provider": "reddit", "query": "science"}]})
    assert asked.sources == (Source(provider="reddit", query="science"),)


def test_what_may_be_secret_of_an_address_is_not_shown():
    address = "https://ann:pass@a.example/feed?token=s3cr3t"
    assert Source(provider="feed", query=address).shown == "feed:https://a.example/feed"
    assert Source(provider="youtube", query="why? #tides").shown == "youtube:why? #tides"
