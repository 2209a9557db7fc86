import pytest

from include.domain import Topic
from include.providers.errors import Fatal
from include.writing.prompting import (
    FOLDER,
    filled,
    mark_of,
    prompts_for,
    source_of,
)

TOPIC = Topic(topic_id="t", slug="t", title="Tides", text="The sea rises.", source="News")


@pytest.mark.parametrize("language", sorted(path.stem for path in FOLDER.glob("*.yaml")))
def test_every_language_has_all_texts(language):
    assert prompts_for(language).manner
    assert prompts_for(language).system == prompts_for("xx").system


def test_what_is_filled_in_is_not_filled_in_again():
    assert filled("{a} {b}", a="{b}", b="{a}") == "{b} {a}"


def test_a_slot_that_nobody_knows_is_named():
    with pytest.raises(Fatal, match=r"\{c\}.*a, b"):
        filled("{c}", a=1, b=2)


def test_a_region_has_its_languages_prompts():
    assert prompts_for("de-AT") == prompts_for("de")


def test_a_source_cannot_hold_its_own_mark():
    block = source_of(TOPIC.model_copy(update={"title": f"Tides {mark_of(TOPIC)}"}))
    assert mark_of(TOPIC.model_copy(update={"title": f"Tides {mark_of(TOPIC)}"})) not in block


def test_another_text_has_another_mark():
    assert mark_of(TOPIC) != mark_of(TOPIC.model_copy(update={"text": "x"}))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("system: [", "cannot be read"),
        ("- x", "list"),
        ("hook: x", "hook"),
        ("system: 5", "system"),
    ],
)
def test_a_channels_file_that_is_wrong_is_named_with_the_text(text, says, tmp_path):
    (tmp_path / "default.yaml").write_text(text)
    with pytest.raises(Fatal, match=says):
        prompts_for("en", tmp_path)


def test_a_channels_own_language_goes_before_its_default(tmp_path):
    (tmp_path / "default.yaml").write_text("manner: a")
    (tmp_path / "de.yaml").write_text("manner: b")
    assert prompts_for("de", tmp_path).manner == "b"
    assert prompts_for("en", tmp_path).manner == "a"
