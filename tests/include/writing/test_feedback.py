import pytest

from include.writing.feedback import LONGER, SHORTER, read_feedback


@pytest.mark.parametrize(
    ("feedback", "language", "factor"),
    [
        ("Please make it shorter.", "en", SHORTER),
        ("Bitte etwas kürzer", "de", SHORTER),
        ("too long for me", "de", SHORTER),
        ("plus long, s'il vous plaît", "fr", LONGER),
        ("", "en", 1.0),
    ],
)
def test_length_is_followed_in_the_topics_language_and_in_english(feedback, language, factor):
    wishes = read_feedback(feedback, language)
    assert wishes.factor == factor
    assert wishes.findings == ()


def test_words_to_avoid_are_read_with_and_without_quotes():
    assert read_feedback('avoid "blue blood" please', "en").avoid == ("blue blood",)
    assert read_feedback("Avoid gold and silver.", "en").avoid == ("gold", "silver")


def test_feedback_that_cannot_be_followed_is_a_finding():
    (finding,) = read_feedback("Make it funnier", "en").findings
    assert finding.code == "feedback_not_followed"
    assert "funnier" in finding.message
