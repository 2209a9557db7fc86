"""What several sources tell is one list, each story once."""

from include.domain import Topic
from include.topics.merging import Telling, stories
from tests.fixtures.stories.pairs import known, told


def telling(title, source="Courier", *, text="", language="en", url=None, rank=0.0):
    identity = url or f"{source} {title}"
    topic = Topic(topic_id=identity, slug="x", title=title, text=text, language=language)
    return Telling(topic, source, rank)


def all_told():
    for block in told():
        language = "de" if "Marokko" in block[0][1] else "en"
        yield [telling(title, source, language=language) for source, title in block]


def test_five_wordings_of_three_sources_are_one_story():
    for block in all_told():
        (story,) = stories(block)
        assert len(story.tellings) == 5
        assert set(story.sources) == {"Courier", "Gazette", "Observer"}


def test_stories_told_together_stay_apart():
    blocks = list(all_told())
    mixed = [one for five in zip(*blocks, strict=True) for one in five]
    found = stories(mixed)
    assert len(found) == len(blocks)
    assert {len(story.tellings) for story in found} == {5}


def test_headlines_that_share_words_are_mostly_kept_apart():
    """A chain of stories that are a little alike must not become one."""
    pairs = [pair for pair in known() if not pair.same and pair.language == "en"]
    titles = dict.fromkeys(t.partition("||")[0] for pair in pairs for t in (pair.one, pair.other))
    found = stories([telling(title, f"s{n % 3}") for n, title in enumerate(titles)])
    assert max(len(story.tellings) for story in found) <= 3
    assert len(found) >= 0.93 * len(titles)


def test_the_telling_that_says_most_stands_for_the_story():
    long = telling("Whales sing at night near Iceland", "Gazette", text="They sing low. " * 20)
    (story,) = stories([telling("Whales sing near Iceland at night"), long])
    assert story.topic == long.topic
    assert story.sources == ("Gazette", "Courier")


def test_one_address_is_one_story_whatever_its_title():
    one = telling("A map of bees", "Hacker News", url="same")
    other = telling("Someone drew where hives stand", "Reddit", url="same")
    assert len(stories([one, other])) == 1


def test_a_story_that_was_chosen_before_keeps_its_telling():
    short = telling("Whales sing at night near Iceland", "Courier", url="a")
    long = telling("Whales sing near Iceland at night", "Gazette", text="Low. " * 50, url="b")
    (story,) = stories([short, long])
    assert story.topic.topic_id == "b"
    assert story.told_as(["a"]).topic.topic_id == "a"
    assert story.told_as(["z"]) == story
