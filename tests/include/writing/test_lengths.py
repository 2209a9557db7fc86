import pytest

from include.providers.text.extractive import Extractive
from include.writing.lengths import duration_s, length_for, length_in, length_of
from tests.include.writing.articles import NAMES, article


@pytest.mark.parametrize("name", NAMES)
def test_so_much_as_is_asked_for_takes_about_so_long(name):
    topic = article(name)
    script = Extractive().write(topic, target_s=35)
    asked = length_for(duration_s(script), topic, beats=len(script.beats))
    assert asked.count == pytest.approx(length_of(script).count, rel=0.2)


def test_words_are_counted_where_they_are_spaced_and_characters_elsewhere():
    assert "words" in str(length_for(35, article("bridge-hum"), beats=7))
    assert "characters" in str(length_for(35, article("lao-cha-guan"), beats=7))


@pytest.mark.parametrize("name", ["bridge-hum", "lao-cha-guan"])
def test_a_source_too_short_to_measure_is_thought_usual(name):
    topic = article(name)
    bare = topic.model_copy(update={"text": ""})
    measured, usual = (length_for(35, each, beats=7).count for each in (topic, bare))
    assert usual == pytest.approx(measured, rel=0.35)


def test_pauses_do_not_shrink_with_the_words():
    script = Extractive().write(article("bridge-hum"), target_s=35)
    assert length_in(script, 0.7).count < 0.7 * length_of(script).count
    assert length_in(script, 1.3).count > 1.3 * length_of(script).count
    assert length_in(script, 0.01).count > 0
