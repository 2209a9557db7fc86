"""A feed on the network: moved, dead, broken, wrongly labelled, slow to say anything."""

import pytest

from include.providers.errors import BadReply, Fatal, RateLimited, Retryable
from include.topics.asking import CAPS
from tests.emulators.feeds import Feeds
from tests.include.topics.talks import found as found_at


@pytest.fixture
def emulator():
    with Feeds() as emulator:
        yield emulator


def found(emulator, folder, path):
    return found_at("feed", emulator, folder, f"{emulator.url}/{path}")


@pytest.mark.parametrize("path", ["feed", "moved"])
def test_a_feed_is_read_where_it_is_or_was(emulator, tmp_path, path):
    harvest = found(emulator, tmp_path, path)
    assert [topic.source for topic in harvest.topics] == ["Harbour Post"] * 5


def test_the_connections_host_is_the_feed_where_a_source_names_none(emulator, tmp_path):
    url = f"{emulator.url}/feed"
    assert len(found_at("feed", emulator, tmp_path, "", base_url=url).topics) == 5


@pytest.mark.parametrize("path", ["dead", "nowhere"])
def test_a_feed_that_is_gone_is_not_asked_for_again(emulator, tmp_path, path):
    with pytest.raises(Fatal, match=r"feed of 127\.0\.0\.1.*HTTP 4.*take it out"):
        found(emulator, tmp_path, path)
    assert len(emulator.calls) == 1


def test_a_feed_that_breaks_off_gives_what_can_be_read(emulator, tmp_path):
    harvest = found(emulator, tmp_path, "broken")
    assert 3 <= len(harvest.topics) < 5
    assert "feed_cut_off" in [finding.code for finding in harvest.dropped]


def test_relative_addresses_and_missing_dates_are_no_reason_to_drop_anything(emulator, tmp_path):
    topics = found(emulator, tmp_path, "undated").topics
    assert len(topics) == 5
    assert {(topic.url, topic.published_at) for topic in topics} == {("", None)}


def test_a_wrong_charset_is_seen_through(emulator, tmp_path):
    assert "Hafen für Fähren" in found(emulator, tmp_path, "mislabelled").topics[0].title


def test_a_feed_too_large_is_refused(emulator, tmp_path):
    emulator.misbehave("feed", "large", times=0, bytes=CAPS.max_bytes + 1)
    with pytest.raises(BadReply, match="more than 20000000 bytes"):
        found(emulator, tmp_path, "feed")


@pytest.mark.parametrize(("how", "error"), [("429", RateLimited), ("503", Retryable)])
def test_a_feed_that_wants_to_be_left_alone_is(emulator, tmp_path, how, error):
    emulator.misbehave("feed", how, times=0, retry_after=3600)
    with pytest.raises(error):
        found(emulator, tmp_path, "feed")
    assert len(emulator.calls) == (1 if how == "429" else 3)


def test_a_page_with_status_200_is_no_feed(emulator, tmp_path):
    emulator.misbehave("feed", "html")
    with pytest.raises(BadReply, match="web page"):
        found(emulator, tmp_path, "feed")
