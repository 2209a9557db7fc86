"""Reddit, through everything that its documentation says may happen."""

from dataclasses import replace

import pytest

from include.providers.errors import Fatal, Retryable
from tests.emulators.reddit import Reddit
from tests.include.topics.talks import found, talk

APP = {"login": "emulator-client", "secret": "emulator-secret", "extra": {"username": "ann"}}


@pytest.fixture
def emulator():
    with Reddit() as emulator:
        yield emulator


def codes(harvest):
    return [finding.code for finding in harvest.dropped]


def test_posts_are_read_with_what_they_count_and_link_to(emulator, tmp_path):
    harvest = found("reddit", emulator, tmp_path, "science", **APP)
    assert codes(harvest) == ["items_left_out"]
    assert len(harvest.topics) == 28
    moss = harvest.topics[1]
    assert (moss.url, moss.source) == ("https://moss.example/4", "science on Reddit")
    assert moss.signals == {"points": 3996.0, "comments": 94.0}


def test_a_post_of_words_has_its_own_address_and_text(emulator, tmp_path):
    fridge = found("reddit", emulator, tmp_path, "science", **APP).topics[0]
    assert fridge.title.startswith("Why does my")
    assert fridge.title.endswith("fridge sing & hum?")
    assert fridge.url.startswith("https://www.reddit.com/r/science/comments/")
    assert "sings at night" in fridge.text


def test_page_follows_page_to_the_end(emulator, tmp_path):
    emulator.settings["count"] = 230
    harvest = found("reddit", emulator, tmp_path, "science/new", **{**APP, "extra": {"posts": 500}})
    assert emulator.requests["listing"] == 3
    assert len(harvest.topics) == 200  # of a source, no more are read


def test_where_the_rate_is_used_up_no_further_page_is_asked_for(emulator, tmp_path):
    emulator.settings["count"] = 230
    emulator.misbehave("listing", "spent")
    found("reddit", emulator, tmp_path, "science", **{**APP, "extra": {"posts": 500}})
    assert emulator.requests["listing"] == 1


def test_a_token_that_ran_out_is_replaced_once(emulator, tmp_path):
    emulator.misbehave("listing", "expired")
    harvest = found("reddit", emulator, tmp_path, "science", **APP)
    assert emulator.requests["token"] == 2
    assert codes(harvest) == ["items_left_out"]


def test_tokens_that_are_never_taken_end_in_the_atom_feed(emulator, tmp_path):
    emulator.settings["token_s"] = -1
    harvest = found("reddit", emulator, tmp_path, "science", **APP)
    assert emulator.requests["token"] == 2
    assert "reddit_without_scores" in codes(harvest)
    assert harvest.topics


@pytest.mark.parametrize("account", [{"secret": "wrong"}, {"login": "wrong"}])
def test_a_wrong_account_is_told_of_and_the_feed_read_instead(emulator, tmp_path, account):
    harvest = found("reddit", emulator, tmp_path, "science", **{**APP, **account})
    (finding,) = harvest.dropped
    assert "no such app" in finding.message
    assert APP["secret"] not in finding.message
    assert harvest.topics[5].signals == {}


def test_an_error_with_status_200_is_an_error(emulator, tmp_path):
    emulator.misbehave("token", "grant")
    harvest = found("reddit", emulator, tmp_path, "science", **APP)
    assert "unsupported_grant_type" in harvest.dropped[0].message


def test_without_an_account_the_feed_is_read(emulator, tmp_path):
    harvest = found("reddit", emulator, tmp_path, "science")
    assert codes(harvest) == ["reddit_without_scores"]
    assert emulator.requests["token"] == 0
    moss = next(topic for topic in harvest.topics if "moss" in topic.title)
    assert moss.url.startswith("https://moss.example/")
    assert moss.text == ""
    said = " ".join(f"{topic.title} {topic.text}" for topic in harvest.topics)
    assert not any(word in said for word in ("submitted", "/u/ann", "[link]", "[comments]"))


@pytest.mark.parametrize("account", [{}, APP])
@pytest.mark.parametrize("name", ["private", "banned", "nowhere"])
def test_a_subreddit_that_cannot_be_read_is_named(emulator, tmp_path, name, account):
    with pytest.raises(Fatal, match=rf"r/{name} is .*Name another"):
        found("reddit", emulator, tmp_path, name, **account)


def test_who_is_blocked_is_told_to_give_an_account(emulator, tmp_path):
    emulator.settings["atom"] = False
    with pytest.raises(Fatal, match="account"):
        found("reddit", emulator, tmp_path, "science")


def test_too_many_requests_wait_as_long_as_reddit_says(emulator, tmp_path):
    emulator.settings.update(remaining=0.0, atom=False)
    slept = []
    about = replace(talk("reddit", emulator, tmp_path, **APP), sleep=slept.append)
    with pytest.raises(Fatal):
        about.harvest("science", language="auto")
    assert slept == [7.0, 7.0]


def test_trouble_that_passes_is_waited_out_and_that_lasts_is_an_error(emulator, tmp_path):
    emulator.misbehave("listing", "503", times=2)
    assert codes(found("reddit", emulator, tmp_path, "science", **APP)) == ["items_left_out"]
    emulator.misbehave("listing", "503", times=3)
    emulator.misbehave("atom", "503", times=3)
    with pytest.raises(Retryable):
        found("reddit", emulator, tmp_path, "science", **APP)


@pytest.mark.parametrize("query", ["", "../about", "a b", "science/best", "science?x=1"])
def test_what_is_no_subreddit_is_refused_before_anything_is_asked(emulator, tmp_path, query):
    with pytest.raises(Fatal, match="no subreddit"):
        found("reddit", emulator, tmp_path, query)
    assert not emulator.calls
