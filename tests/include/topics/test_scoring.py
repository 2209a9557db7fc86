from datetime import UTC, datetime, timedelta

import pytest

from include.domain import Topic
from include.topics.merging import Story, Telling
from include.topics.scoring import Wanted, banned_word, scored

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def story(name, *, hours=None, sources=("Courier",), rank=0.0, **fields):
    at = None if hours is None else NOW - timedelta(hours=hours)
    topic = Topic(topic_id=name, slug=name, title=name, published_at=at, **fields)
    return Story(tuple(Telling(topic, source, rank) for source in sources))


def order(*stories, wanted=None, **kwargs):
    ranked = scored(stories, wanted or Wanted(), now=NOW, **kwargs)
    assert all(0 <= one.score <= 1 for one in ranked)
    assert all(0 <= part <= 1 for one in ranked for part in one.parts.values())
    return [one.story.topic.topic_id for one in ranked]


def test_with_nothing_to_tell_them_apart_they_keep_their_order():
    assert order(story("b"), story("a"), story("c")) == ["b", "a", "c"]


def test_what_is_fresh_comes_first():
    assert order(story("old", hours=90), story("new", hours=1)) == ["new", "old"]


def test_what_a_source_puts_first_comes_first():
    assert order(story("b", rank=0.9), story("a", rank=0.0)) == ["a", "b"]


def test_what_several_sources_tell_comes_first():
    assert order(story("one"), story("many", sources=("A", "B", "C"))) == ["many", "one"]


def test_what_is_counted_more_an_hour_than_others_of_its_source_comes_first():
    slow = story("slow", hours=20, signals={"points": 300})
    quick = story("quick", hours=20, signals={"points": 900})
    assert order(slow, quick) == ["quick", "slow"]


def test_sources_that_count_different_things_are_not_compared():
    video = story("video", signals={"views": 1e6}, sources=("YouTube",))
    post = story("post", signals={"points": 10}, sources=("Reddit",))
    assert order(post, video) == ["post", "video"]


def test_what_says_a_keyword_comes_first_in_the_title_most():
    found = [story("Trains are late"), story("Ships", text="They meet a whale."), story("Whales")]
    assert order(*found, wanted=Wanted(("whale",))) == ["Whales", "Ships", "Trains are late"]


def test_what_is_like_what_was_made_comes_later():
    nearness = {"again": 0.5, "other": 0.0}
    assert order(story("again"), story("other"), nearness=nearness) == ["other", "again"]


def test_what_has_text_to_draw_on_comes_first():
    assert order(story("bare"), story("rich", text="word " * 80)) == ["rich", "bare"]


@pytest.mark.parametrize(
    ("word", "title", "language", "said"),
    [
        ("war", "The war on weeds", "en", True),
        ("war", "A warm day", "en", False),
        ("Shark attack", "SHARK ATTACK off Sydney", "en", True),
        ("shark attack", "Shark attacks", "en", True),
        ("casino", "Casinos open", "en", True),
        ("krieg", "Kriege enden", "de", True),
        ("café", "Cafe society", "en", True),
        ("地震", "能登で地震", "ja", True),
        ("火事", "能登で地震", "ja", False),
        ("C++", "Learning C++ today", "en", True),
    ],
)
def test_a_banned_word_is_a_whole_word_in_any_writing(word, title, language, said):
    found = story(title, language=language)
    assert banned_word(found, Wanted(banned=("unsaid", word))) == (word if said else "")


def test_what_any_telling_says_counts():
    told = Story((*story("Whales sing").tellings, *story("Casino whales").tellings))
    assert banned_word(told, Wanted(banned=("casino",))) == "casino"
    (one,) = scored([told], Wanted(("casino",)), now=NOW)
    assert one.keyword == "casino"


def test_why_says_what_speaks_for_it():
    found = story(
        "Whales", sources=("Courier", "Gazette"), signals={"points": 1234.0}, why="Entry 1 of x"
    )
    (one,) = scored([found], Wanted(("whale",)), now=NOW)
    assert one.why == (
        "Entry 1 of x; told by 2 sources: Courier, Gazette; says 'whale'; 1,234 points; "
        f"score {one.score:.2f}"
    )
