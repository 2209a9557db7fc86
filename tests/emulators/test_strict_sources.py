"""The emulators of topics refuse what the services would: else a test of ours proves nothing."""

import pytest
import requests

from tests.emulators.feeds import Feeds
from tests.emulators.google_trends import GoogleTrends
from tests.emulators.hackernews import Hackernews
from tests.emulators.reddit import Reddit
from tests.emulators.youtube_data import YoutubeData

AGENT = {"user-agent": "server:dailies.x:v0.1 (by /u/ann)"}
APP = ("emulator-client", "emulator-secret")


@pytest.fixture(scope="module")
def news():
    with Hackernews() as emulator:
        yield emulator


@pytest.fixture
def reddit():
    with Reddit() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def videos():
    with YoutubeData() as emulator:
        yield emulator


def got(emulator, path, **kwargs):
    return requests.get(f"{emulator.url}{path}", timeout=10, allow_redirects=False, **kwargs)


@pytest.mark.parametrize("path", ["/v0/item/9001.json", "/v0/item/777.json", "/v0/hotstories.json"])
def test_what_firebase_does_not_have_is_null(news, path):
    reply = got(news, path)
    assert (reply.status_code, reply.content) == (200, b"null")


@pytest.mark.parametrize(
    "query",
    ["hitsPerPage=1001", "hitsPerPage=0", "page=-1", "tags=stories", "numericFilters=created>1"],
)
def test_algolia_refuses_what_it_does_not_know(news, query):
    assert got(news, f"/api/v1/search?{query}").status_code == 400


def test_algolia_beyond_the_end_is_empty_and_comments_have_no_title(news):
    assert got(news, "/api/v1/search?page=50").json()["hits"] == []
    assert got(news, "/api/v1/search").json()["hits"][0]["title"] is None
    assert got(news, "/api/v1/items/777").json() == {"status": 404, "error": "Not Found"}


def token(reddit, **kwargs):
    form = {"grant_type": "client_credentials"}
    url = f"{reddit.url}/api/v1/access_token"
    return requests.post(url, **{"auth": APP, "data": form, "headers": AGENT, **kwargs}, timeout=10)


def test_reddit_wants_the_app_and_says_other_errors_with_status_200(reddit):
    assert token(reddit, auth=("emulator-client", "x")).status_code == 401
    reply = token(reddit, data={"grant_type": "password"})
    assert (reply.status_code, list(reply.json())) == (200, ["error"])


def test_reddit_wants_to_know_who_asks(reddit):
    assert token(reddit, headers={"user-agent": "python-requests/2"}).status_code == 429


def test_reddit_wants_a_token_of_its_own(reddit):
    assert got(reddit, "/r/science/hot", headers=AGENT).status_code == 401


@pytest.mark.parametrize("query", ["limit=101", "limit=x", "t=fortnight", "after=5"])
def test_reddit_refuses_what_it_does_not_know(reddit, query):
    shown = {**AGENT, "authorization": f"bearer {token(reddit).json()['access_token']}"}
    assert got(reddit, f"/r/science/hot?{query}", headers=shown).status_code == 400
    reply = got(reddit, "/r/science/hot", headers=shown)
    assert float(reply.headers["x-ratelimit-remaining"]) < 600
    assert "&amp;" in reply.json()["data"]["children"][2]["data"]["title"]


def test_a_subreddit_that_is_none_is_a_redirect(reddit):
    assert got(reddit, "/r/nowhere/hot/.rss", headers=AGENT).status_code == 302


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("videos?chart=mostPopular", "missingRequiredParameter"),
        ("videos?part=snippet", "missingRequiredParameter"),
        ("videos?part=snippet&chart=mostPopular&maxResults=51", "invalidParameter"),
        ("videos?part=snippet&chart=mostPopular&regionCode=de", "invalidRegionCode"),
        ("videos?part=snippet&chart=mostPopular&regionCode=FR", "videoChartNotFound"),
        ("videos?part=snippet&id=vid1&maxResults=5", "incompatibleParameters"),
        ("search?part=snippet&q=x", "invalidSearchFilter"),
        ("search?part=snippet&type=video&order=views", "invalidSearchFilter"),
        ("search?part=snippet&type=video&publishedAfter=today", "invalidSearchFilter"),
    ],
)
def test_youtube_says_what_is_wrong(videos, path, reason):
    reply = got(videos, f"/youtube/v3/{path}", headers={"x-goog-api-key": "emulator-key"})
    assert reply.json()["error"]["errors"][0]["reason"] == reason


def test_youtube_wants_a_key_and_counts(videos):
    assert got(videos, "/youtube/v3/search?part=snippet&type=video").status_code == 400
    videos.settings["searches"] = 0
    keyed = {"x-goog-api-key": "emulator-key"}
    assert got(videos, "/youtube/v3/search?part=snippet", headers=keyed).status_code == 403
    videos.settings["searches"] = 100


def test_google_trends_knows_countries_and_no_old_address():
    with GoogleTrends() as trends:
        assert got(trends, "/trends/trendingsearches/daily/rss").status_code == 404
        assert got(trends, "/trending/rss?geo=XX", headers=AGENT).status_code == 400
        assert b"unusual traffic" in got(trends, "/trending/rss?geo=US", headers={
            "user-agent": "python-requests"}).content  # fmt: skip


def test_a_feed_that_did_not_change_says_so():
    with Feeds() as feeds:
        mark = got(feeds, "/feed").headers["etag"]
        assert got(feeds, "/feed", headers={"if-none-match": mark}).status_code == 304
        assert got(feeds, "/moved").status_code == 301
