"""Several sources at once, of which one may fail and not all."""

import pytest

from include.domain.source import Source
from include.ledger.ledger import Ledger
from include.providers import catalogue
from include.providers.errors import Fatal, Retryable
from include.providers.values import Account
from include.topics.gathering import Asked, gather
from tests.emulators.feeds import Feeds
from tests.emulators.hackernews import Hackernews


@pytest.fixture
def feeds():
    with Feeds() as emulator:
        yield emulator


@pytest.fixture
def news():
    with Hackernews() as emulator:
        yield emulator


def asked(provider, query, **account):
    return Asked(
        Source(provider=provider, query=query),
        catalogue.find("topics", provider)(Account(**account)),
    )


def gathered(tmp_path, *sources):
    quotas = Ledger(f"sqlite:///{tmp_path}/ledger.db").quotas
    return gather(sources, quotas=quotas, language="auto")


def test_every_source_is_asked_and_they_keep_their_order(feeds, news, tmp_path):
    found, failed = gathered(
        tmp_path,
        asked("hackernews", "top", base_url=news.url),
        asked("feed", f"{feeds.url}/feed"),
    )
    assert [str(each.source.provider) for each in found] == ["hackernews", "feed"]
    assert all(each.harvest.topics for each in found)
    assert failed == ()


def test_one_that_fails_is_a_finding_and_the_others_are_used(feeds, tmp_path):
    found, failed = gathered(
        tmp_path,
        asked("feed", f"{feeds.url}/dead"),
        asked("feed", f"{feeds.url}/feed"),
        Asked(Source(provider="reddit", query="x"), Fatal("No such thing. Correct it.")),
    )
    assert len(found) == 1
    assert [(f.code, f.severity) for f in failed] == [("source_failed", "warning")] * 2
    assert "/dead" in failed[0].message
    assert "HTTP 410" in failed[0].message
    assert failed[1].message == "Source reddit:x could not be read: No such thing. Correct it."


def test_the_only_source_fails_with_its_own_error(feeds, tmp_path):
    with pytest.raises(Fatal, match="HTTP 410"):
        gathered(tmp_path, asked("feed", f"{feeds.url}/dead"))


def test_all_that_fail_are_one_error_that_names_each(feeds, tmp_path):
    with pytest.raises(Fatal, match=r"None of the 2 sources.*/dead.*/nowhere"):
        gathered(
            tmp_path,
            asked("feed", f"{feeds.url}/dead"),
            asked("feed", f"{feeds.url}/nowhere"),
        )


def test_where_one_may_come_back_all_are_tried_again(feeds, tmp_path):
    feeds.misbehave("feed", "429", times=0, retry_after=90)
    with pytest.raises(Retryable) as raised:
        gathered(tmp_path, asked("feed", f"{feeds.url}/dead"), asked("feed", f"{feeds.url}/feed"))
    assert raised.value.retry_after_s == 90
