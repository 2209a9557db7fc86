"""Whole sentences, dropped and added until the length is right."""

import pytest

from include.domain import Topic
from include.providers.text.extractive import Extractive
from include.text.sentences import split
from include.writing.lengths import duration_s
from include.writing.phrases import phrases_for
from tests.include.writing.articles import NAMES, article

WRITER = Extractive()


def script(topic, target_s=35):
    return WRITER.write(topic, target_s=target_s)


@pytest.mark.parametrize("factor", [0.75, 0.9, 1.15, 1.35])
@pytest.mark.parametrize("name", NAMES)
def test_every_article_can_be_made_shorter_and_longer(name, factor):
    topic = article(name)
    before = script(topic)
    after = WRITER.fit(before, topic, factor)
    assert duration_s(after) / duration_s(before) == pytest.approx(factor, rel=0.09)
    assert [beat.seen for beat in after.beats] == [beat.seen for beat in before.beats]
    assert [beat.role for beat in after.beats] == [beat.role for beat in before.beats]
    for beat in after.beats:
        assert all(word in beat.spoken for word in beat.emphasis)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_stands_in_the_source_or_is_a_line_of_the_writers(name):
    topic = article(name)
    before = script(topic)
    known = topic.text + before.spoken + str(phrases_for(topic.language).model_dump())
    for factor in (0.75, 1.35):
        after = WRITER.fit(before, topic, factor)
        said = [s for beat in after.beats for s in split(beat.spoken, topic.language)]
        assert all(sentence in known for sentence in said)
        assert len(said) == len(set(said))


@pytest.mark.parametrize("name", NAMES)
def test_sentences_stay_in_the_order_of_the_source(name):
    topic = article(name)
    after = WRITER.fit(script(topic), topic, 1.35)
    told = [s for beat in after.beats[1:] for s in split(beat.spoken, topic.language)]
    places = [topic.text.find(sentence) for sentence in told if sentence in topic.text]
    assert places == sorted(places)


def test_a_sentence_that_leans_on_another_is_never_alone():
    text = (
        "Lighthouses warned sailors of rocks on every coast. They burned wood and coal at first. "
        "A French engineer built a lens of many glass rings. It sent the light to the horizon. "
        "Keepers carried oil up the stairs every evening. Ships looked for the light at night. "
        "The lamps were replaced by electric ones a century ago."
    )
    topic = Topic(topic_id="t", slug="t", title="Lighthouses and lenses", text=text)
    before = script(topic)
    for factor in (0.7, 0.8, 0.9, 1.1, 1.2, 1.3):
        after = WRITER.fit(before, topic, factor)
        spoken = after.spoken.replace("\n", " ") if after else ""
        for first, second in (("coast.", "They burned"), ("rings.", "It sent")):
            if second in spoken and second not in before.spoken:
                assert f"{first} {second}" in spoken


def test_a_script_of_the_right_length_is_left_alone():
    topic = article("salt-marsh")
    assert WRITER.fit(script(topic), topic, 1.0) is None


def test_words_that_a_reviewer_does_not_want_are_not_added():
    topic = article("salt-marsh").model_copy(update={"take": 2, "feedback": 'avoid "sheep"'})
    assert "sheep" not in WRITER.fit(script(topic), topic, 1.4).spoken


def test_a_bare_title_is_made_longer_by_questions():
    topic = Topic(topic_id="t", slug="t", title="Tea, trains and tides")
    before = script(topic)
    after = WRITER.fit(before, topic, 1.25)
    assert duration_s(after) / duration_s(before) == pytest.approx(1.25, rel=0.1)


def test_fitting_twice_is_as_good():
    topic = article("repair-cafe")
    before = script(topic)
    after = WRITER.fit(WRITER.fit(before, topic, 1.3), topic, 1 / 1.3)
    assert duration_s(after) == pytest.approx(duration_s(before), rel=0.1)
