import pytest

from include.writing.opening import bare_title, title_items, title_line
from include.writing.phrases import phrases_for


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("07.02. – die Wochenvorschau: Tee", "Die Wochenvorschau: Tee"),
        ("221 - The Glow Cloud", "The Glow Cloud"),
        ("Episode 12: Tea", "Tea"),
        ("#45: Tea", "Tea"),
        ("This Week in Tea 2022-09-23", "This Week in Tea"),
        ("BREAKING: Tea is hot", "Tea is hot"),
        ("5.7-rc4: mainline", "5.7-rc4: mainline"),
        ("7 reasons to drink tea", "7 reasons to drink tea"),
        ("1984", "1984"),
    ],
)
def test_dates_numbers_and_labels_are_not_said(title, bare):
    assert bare_title(title) == bare


def test_a_list_is_said_with_its_last_and():
    title = "07.02. – die Wochenvorschau: Lockdown, Prozess, Super Bowl, Karneval"
    assert title_items(title) == ("Lockdown", "Prozess", "Super Bowl", "Karneval")
    assert title_line(title, "de", phrases_for("de")) == (
        "Die Wochenvorschau: Lockdown, Prozess, Super Bowl und Karneval."
    )


@pytest.mark.parametrize(
    ("title", "language", "line"),
    [
        ("Why is the sky blue?", "en", "Why is the sky blue?"),
        ("why cats purr", "en", "Why cats purr."),
        ("なぜ空は青いのか", "ja", "なぜ空は青いのか。"),
        ("A title that goes on and…", "en", ""),
        ("", "en", ""),
    ],
)
def test_a_title_becomes_a_sentence(title, language, line):
    assert title_line(title, language, phrases_for(language)) == line


@pytest.mark.parametrize(
    "title",
    ["ELI5: Why the sky is blue", "TIL that why the sky is blue", "TL;DR: Why the sky is blue"],
)
def test_the_jargon_of_a_forum_is_no_part_of_a_title(title):
    assert bare_title(title).casefold() == "why the sky is blue"


def test_a_word_of_another_language_is_no_jargon():
    assert bare_title("Til Bergen med tog") == "Til Bergen med tog"
