import pytest

from include.domain.batch import GivenTopic
from include.providers.errors import Fatal, Refused
from include.topics.given import UnusableTopicError, given_topics, topic_from_text

TEXT = "The tide turns twice a day. Fishermen know its hours by heart.\n\nNobody waits for it."


def test_a_short_string_is_a_title():
    topic = topic_from_text("Why is the sky blue?")
    assert (topic.title, topic.text, topic.language) == ("Why is the sky blue?", "", "en")


def test_of_a_longer_text_the_first_sentence_is_the_title_and_the_whole_the_text():
    topic = topic_from_text(TEXT)
    assert topic.title == "The tide turns twice a day"
    assert topic.text == TEXT.replace("\n\n", "\n")


def test_a_title_cut_out_of_a_text_has_no_half_word():
    topic = topic_from_text("wonderful " * 900)
    assert set(topic.title.split()) == {"wonderful"}
    assert len(topic.title) <= 200


def test_an_object_keeps_its_fields():
    given = {"title": "Ebbe und Flut", "text": "Das Meer kommt und geht.", "language": "de-DE"}
    topic = topic_from_text({**given, "url": "https://a.example/tide"})
    assert (topic.title, topic.text) == ("Ebbe und Flut", "Das Meer kommt und geht.")
    assert (topic.language, topic.url) == ("de", "https://a.example/tide")


def test_a_topics_own_language_goes_before_the_runs():
    assert topic_from_text({"title": "Tea", "language": "nl"}, language="fr").language == "nl"
    assert topic_from_text("Tea", language="fr").language == "fr"


def test_the_same_words_give_the_same_id():
    assert topic_from_text("Tea, again!").topic_id == topic_from_text(" tea again ").topic_id


@pytest.mark.parametrize(
    "nothing",
    ["", "  ", "!!! ???", "🎉🎉", "🎉" * 5000, "'; %{}\\N{\\an8}:[]", "../../x", "{{ params }}",
     "<script>alert(1)</script>", "\u202e\u200b", "https://a.example/b", "``` ```"],
)  # fmt: skip
def test_what_cannot_be_spoken_is_refused_with_the_remedy(nothing):
    with pytest.raises(UnusableTopicError, match="Describe it in words") as raised:
        topic_from_text(nothing)
    assert len(str(raised.value)) < 250


@pytest.mark.parametrize(
    ("hostile", "title"),
    [
        ("<b>Tea</b> & <i>biscuits</i><script>alert(1)</script>", "Tea & biscuits"),
        ("**Tea** with [milk](https://a.example/milk)", "Tea with milk"),
        ("Tea {{ params.x }} and cake", "Tea and cake"),
        ("{\\an8}Tea\\Nand cake", "Tea and cake"),
        ("Tea \u202eeact\u202c", "Tea eact"),
        ("../../Tea rooms", "Tea rooms"),
    ],
)
def test_hostile_titles_are_cleaned_to_what_can_be_said(hostile, title):
    assert topic_from_text(hostile).title.lstrip("./ ") == title


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (5, "is a int"),
        ({"titel": "Tea"}, "titel cannot be used"),
        ({"title": ["Tea"]}, "title cannot be used"),
        ({"title": "Tea", "language": "klingonish!"}, "is no language tag"),
        ("x" * 10_001, "more than 10,000"),
    ],
)
def test_a_wrong_field_is_named(wrong, says):
    with pytest.raises(UnusableTopicError, match=says):
        topic_from_text(wrong)


def test_of_several_given_topics_the_unusable_and_repeated_ones_are_named():
    found = given_topics(["Tea", "🎉", GivenTopic(title="Tea"), GivenTopic(title="Cake")])
    assert [topic.title for topic in found.topics] == ["Tea", "Cake"]
    assert [finding.code for finding in found.dropped] == ["unusable_topic", "repeated_topic"]


def test_a_run_whose_topics_are_all_unusable_is_refused():
    with pytest.raises(Refused, match="Describe it in words"):
        given_topics(["🎉", "!!!"])


@pytest.mark.parametrize("language", ["zz", "xx", "english", "e"])
def test_a_language_that_is_none_is_refused_by_its_name(language):
    with pytest.raises(Fatal, match=f"'{language}' is none of ISO 639. Give a tag like en"):
        given_topics(["Tea"], language=language)
    with pytest.raises(UnusableTopicError, match="is no language tag"):
        topic_from_text({"title": "Tea", "language": language})


def test_a_language_may_be_given_by_its_three_letters():
    assert given_topics(["Tea"], language="deu").topics[0].language == "de"


@pytest.mark.parametrize("field", ["title", "text", "url"])
def test_half_a_character_is_refused(field):
    with pytest.raises(UnusableTopicError, match=f"its {field} holds half a character"):
        topic_from_text({"title": "Tea", field: "Tea time \ud800"})
