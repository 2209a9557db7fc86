"""YouTube's charts and searches, through everything that its documentation says may happen."""

import pytest

from include.providers.errors import Fatal, QuotaSpent, RateLimited
from tests.emulators.youtube_data import YoutubeData
from tests.include.topics.talks import found

KEY = {"secret": "emulator-key"}


@pytest.fixture
def emulator():
    with YoutubeData() as emulator:
        yield emulator


def test_a_chart_is_read_page_by_page_each_video_once(emulator, tmp_path):
    harvest = found("youtube", emulator, tmp_path, "popular/de", **KEY)
    assert len(harvest.topics) == 80
    assert harvest.dropped == ()
    assert emulator.requests["videos"] == 2
    assert emulator.calls[0][1].query["regionCode"] == "DE"


def test_counters_are_numbers_and_one_may_be_missing(emulator, tmp_path):
    topics = found("youtube", emulator, tmp_path, "popular", **KEY).topics
    assert topics[0].signals == {"views": 900_000.0, "likes": 1200.0, "comments": 34.0}
    assert "likes" not in topics[2].signals
    assert topics[0].url == "https://www.youtube.com/watch?v=vid0"
    assert "by Sea & Sky" in topics[0].why
    assert "http" not in topics[0].text


def test_a_search_costs_one_of_the_days_searches_and_one_unit(emulator, tmp_path):
    harvest = found("youtube", emulator, tmp_path, "whales", language="de", **KEY)
    assert dict(emulator.requests) == {"search": 1, "listed": 1}
    assert emulator.calls[0][1].query["relevanceLanguage"] == "de"
    assert len(harvest.topics) == 50
    assert harvest.topics[0].signals["views"] == 900_000.0


def test_a_search_that_finds_nothing_asks_for_nothing(emulator, tmp_path):
    assert found("youtube", emulator, tmp_path, "nothing", **KEY).topics == ()
    assert emulator.requests["listed"] == 0


def test_the_days_searches_are_counted_across_runs_and_none_too_many_asked(emulator, tmp_path):
    account = {**KEY, "extra": {"quota": {"searches": 2}}}
    for _ in range(2):
        found("youtube", emulator, tmp_path, "whales", **account)
    with pytest.raises(QuotaSpent, match="searches of youtube"):
        found("youtube", emulator, tmp_path, "whales", **account)
    assert emulator.requests["search"] == 2
    assert found("youtube", emulator, tmp_path, "popular", **account).topics


@pytest.mark.parametrize(
    ("reason", "status", "error"),
    [
        ("quotaExceeded", 403, QuotaSpent),
        ("dailyLimitExceeded", 403, QuotaSpent),
        ("rateLimitExceeded", 403, RateLimited),
        ("userRateLimitExceeded", 429, RateLimited),
        ("accessNotConfigured", 403, Fatal),
        ("invalidRegionCode", 400, Fatal),
    ],
)
def test_reasons_are_told_apart(emulator, tmp_path, reason, status, error):
    emulator.misbehave("videos", "reason", times=0, reason=reason, status=status)
    with pytest.raises(error, match=reason) as raised:
        found("youtube", emulator, tmp_path, "popular", **KEY)
    assert "short" not in str(raised.value)
    assert KEY["secret"] not in str(raised.value)


def test_a_country_without_a_chart_is_named(emulator, tmp_path):
    with pytest.raises(Fatal, match=r"no chart of FR\. Name another"):
        found("youtube", emulator, tmp_path, "popular/FR", **KEY)


def test_a_key_that_is_none_and_a_missing_one_are_told_apart(emulator, tmp_path):
    with pytest.raises(Fatal, match="keyInvalid"):
        found("youtube", emulator, tmp_path, "popular", secret="wrong")
    emulator.reset()
    with pytest.raises(Fatal, match="wants an API key"):
        found("youtube", emulator, tmp_path, "popular")
    assert not emulator.calls


def test_trouble_that_passes_is_waited_out(emulator, tmp_path):
    emulator.misbehave("videos", "503", times=2)
    assert found("youtube", emulator, tmp_path, "popular", **KEY).topics


def test_the_key_is_not_in_the_address(emulator, tmp_path):
    found("youtube", emulator, tmp_path, "popular", **KEY)
    assert all("key" not in call.query for _, call in emulator.calls)
