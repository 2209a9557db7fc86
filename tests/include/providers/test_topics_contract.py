"""What holds for every source of topics, found by its file; a new one needs no edit here.

Queries that it takes and refuses are in ``tests/fixtures/topics/<name>.json``, with the account
that it needs.
"""

import json
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
]  # fmt: skip


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
