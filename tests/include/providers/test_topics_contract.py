"""What holds for every source of topics, found by its file; a new one needs no edit here.

Queries that it takes and refuses are in ``tests/fixtures/topics/<name>.json``, with the account
that it needs.
"""

import json
import time
from pathlib import Path

import pytest

from include.providers import catalogue
from include.providers.errors import ProviderError
from include.providers.harvesting import Ask, Harvest, Read, TopicsProvider
from include.providers.values import Account, Reply

FIXTURES = Path(__file__).parents[2] / "fixtures" / "topics"
SECRET = "s3cr3t-key"
NONSENSE = [
    b"", b"null", b"[]", b"{}", b"1", b"[null, true, {}]", b"<html>Sign in</html>", b"{",
    b'{"items": 5, "hits": {}, "kind": "Listing", "data": []}',
    b'{"kind": "Listing", "data": {"after": 5, "children": [5, {"data": 7}]}}',
    b'{"items": [{"id": 5, "snippet": 7, "statistics": []}, 7, null]}',
    b'[1, 2, "x", -5, 1e400]', b'{"access_token": {"a": 1}}',
    b"<rss><channel><item><title/></item></channel></rss>", b"\xff\xfe\x00",
    b"[" * 100_000, b'{"access_token": "t", "kind": "Listing", "data": {"after": "t3_x"}}',
    b"<!---->" * 40 + b"x", b"<?xml encoding='" + b"'" * 200_000,
    b'<?xml version="1.0" encoding="\xff"?><rss version="2.0"/>',
    b'<?xml version="1.0" encoding="idna"?><rss version="2.0">\xe9</rss>',
]  # fmt: skip
HALF = "<p>A story \\ud83d of the sea.</p>"
LATE = "Mon, 01 Jan 2020 00:00:00 +99999999999999999999"
MONSTER = {
    "access_token": "t", "kind": "Listing", "version": "https://jsonfeed.org/version/1.1",
    "data": {"children": [{"data": {"title": HALF, "selftext": HALF, "created_utc": -1e18}}]},
    "hits": [{"objectID": "1", "title": HALF, "story_text": HALF, "created_at_i": -1e18}],
    "items": [{
        "id": "v", "snippet": {"title": HALF, "description": HALF, "channelTitle": "x" * 2_000_000},
        "statistics": {"viewCount": "9" * 400}, "title": HALF, "content_html": HALF,
        "url": "https://a.example/" + "x" * 2_000_000, "date_published": LATE,
    }, {"title": "Another", "url": "https://a.example/2", "date_published": "0001-01-01T00:00:00"}],
}  # fmt: skip
MONSTROUS_FEED = (
    '<rss version="2.0" xmlns:ht="https://trends.google.com/trending/rss"><channel><item>'
    f"<title>Tides{' ' * 40_000}rise</title><pubDate>{LATE}</pubDate>"
    f"<ht:approx_traffic>{'9' * 400}</ht:approx_traffic><link>https://a.example/{'x' * 2_000_000}"
    "</link></item><item><title>Bees hum</title><description>&lt;p&gt;Half&lt;/p&gt;</description>"
    f"<ht:approx_traffic>1{' ' * 40_000}x</ht:approx_traffic></item></channel></rss>"
)
MONSTERS = {
    "json": json.dumps(MONSTER).replace("\\\\ud83d", "\\ud83d"),
    "xml": MONSTROUS_FEED,
    "half characters": MONSTROUS_FEED.replace("Half", "&#xD83D; x").replace("Bees", "&#xD83D;"),
}


def said_of(name):
    return json.loads((FIXTURES / f"{name}.json").read_text())


@pytest.fixture(params=catalogue.names("topics"))
def name(request):
    return request.param


@pytest.fixture
def provider(name):
    account = Account(**{"secret": SECRET, **said_of(name).get("account", {})})
    return catalogue.find("topics", name)(account)


def talked(provider, query, reply):
    """Answer everything with one reply; return the harvest, or the error it came to."""
    conversation, outcome = provider.converse(query, language="auto"), None
    try:
        for _ in range(50):
            step = conversation.send(outcome)
            outcome = reply if isinstance(step, Ask | Read) else tuple(reply for _ in step)
    except StopIteration as end:
        return end.value
    except ProviderError as error:
        return error
    raise AssertionError("it never ends")


def test_it_says_what_a_query_is(provider):
    assert isinstance(provider, TopicsProvider)
    assert len(provider.query) > 10
    assert all(quota.per_day > 0 for quota in provider.quotas.values())


def test_it_begins_with_a_step_for_every_query_it_takes(name, provider):
    for query in said_of(name)["takes"]:
        step = next(provider.converse(query, language="auto"))
        assert isinstance(step, Ask | Read), query
        assert SECRET not in repr(step)
        if isinstance(step, Ask):
            assert step.what
            own = step.request.url.startswith("/")
            allowed = provider.hosts or (provider.base_url.partition("://")[2],)
            assert own or "*" in allowed or any(host in step.request.url for host in allowed)
            assert set(step.costs) <= set(provider.quotas)


def test_it_refuses_queries_that_are_none_before_anything_is_asked(name, provider):
    for query in said_of(name)["refuses"]:
        with pytest.raises(ProviderError, match="Write"):
            next(provider.converse(query, language="auto"))


def test_a_language_that_is_none_is_refused_before_anything_is_asked(name, provider):
    query = said_of(name)["takes"][0]
    with pytest.raises(ProviderError, match=r"(?i)language"):
        next(provider.converse(query, language="klingon!"))


@pytest.mark.parametrize("body", NONSENSE, ids=range(len(NONSENSE)))
def test_a_reply_that_is_none_is_an_error_or_nothing(name, provider, body):
    for query in said_of(name)["takes"]:
        outcome = talked(provider, query, Reply(200, {}, body))
        assert SECRET not in str(outcome)
        if isinstance(outcome, Harvest):
            assert all(topic.title for topic in outcome.topics)


@pytest.mark.parametrize("body", NONSENSE[:9], ids=range(9))
@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_an_error_that_is_none_crashes_nothing(provider, body, status):
    error = provider.error(Reply(status, {"x-ratelimit-reset": "soon"}, body))
    assert error is None or isinstance(error, ProviderError)


@pytest.mark.parametrize("kind", MONSTERS)
def test_what_is_monstrous_in_a_reply_crashes_nothing_and_takes_no_time(name, provider, kind):
    """Halves of characters, dates before time, counts and addresses without end."""
    begun = time.monotonic()
    for query in said_of(name)["takes"]:
        outcome = talked(provider, query, Reply(200, {}, MONSTERS[kind].encode()))
        assert isinstance(outcome, Harvest | ProviderError)
        for topic in outcome.topics if isinstance(outcome, Harvest) else ():
            assert len(topic.model_dump_json().encode()) < 100_000
    assert time.monotonic() - begun < 10
