"""Google Trends, as far as anybody knows what it answers."""

import pytest

from include.providers.errors import BadReply, Fatal, RateLimited
from include.providers.topics.google_trends import traffic_of
from tests.emulators.google_trends import GoogleTrends
from tests.include.topics.talks import found


@pytest.fixture
def emulator():
    with GoogleTrends() as emulator:
        yield emulator


def test_a_search_is_told_by_the_first_article_about_it(emulator, tmp_path):
    harvest = found("google_trends", emulator, tmp_path, "de")
    seal = harvest.topics[0]
    assert seal.title == "What everybody asks about the harbour seal 'today'"
    assert seal.url == "https://gazette.example/harbour-seal"
    assert "seen by thousands" in seal.text
    assert seal.signals == {"searches": 2000.0}
    assert "searched for as 'harbour seal' 2,000 times" in seal.why


def test_topics_are_told_apart_although_they_share_one_address(emulator, tmp_path):
    topics = found("google_trends", emulator, tmp_path).topics
    assert len({topic.topic_id for topic in topics}) == 8
    assert (topics[-1].title, topics[-1].url) == ("moth", "")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("500+", 500), ("2000+", 2000), ("2,000+", 2000), ("20K+", 20_000), ("200K+", 200_000),
        ("1M+", 1_000_000), ("1.5M+", 1_500_000), ("2.000+", 2000), ("", 0), ("many", 0),
        ("+", 0), ("1.2.3K", 0), (" 100 + ", 100), ("...", 0),
    ],
)  # fmt: skip
def test_traffic_is_read_leniently(text, count):
    assert traffic_of(text) == count


@pytest.mark.parametrize("how", ["page", "bomb", "malformed", "html"])
def test_what_is_no_feed_is_said_to_be_none(emulator, tmp_path, how):
    emulator.misbehave("feed", how)
    with pytest.raises(BadReply, match=r"[Ww]ait a while"):
        found("google_trends", emulator, tmp_path)


def test_too_many_requests_are_told(emulator, tmp_path):
    emulator.misbehave("feed", "429", times=0, retry_after=600)
    with pytest.raises(RateLimited) as raised:
        found("google_trends", emulator, tmp_path)
    assert raised.value.retry_after_s == 600
    assert emulator.requests["feed"] == 1  # a wait that long is not slept through


@pytest.mark.parametrize("query", ["Germany", "u", "US&x=1", "US-N"])
def test_what_is_no_country_is_refused(emulator, tmp_path, query):
    with pytest.raises(Fatal, match="no country"):
        found("google_trends", emulator, tmp_path, query)
    assert not emulator.calls
