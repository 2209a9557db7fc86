import pytest

from include.domain import Beat, Finding, Role, Script, Severity
from include.domain.review import ReviewRequest
from include.review.card import Card
from tests.include.shorts.parts import short

LATE = Finding(code="x", severity=Severity.WARNING, message="Dark.", remedy="Look.", at_s=12.34)
SCRIPT = Script(
    topic_id="t1",
    title="Tides",
    language="en",
    beats=(
        Beat(role=Role.HOOK, spoken="The sea breathes.", seen="The sea."),
        Beat(role=Role.CLOSING, spoken="Look ![x](https://evil.example/p.png).", seen="Waves."),
    ),
    sources=("https://tides.example/why", "Tide tables"),
)


def card(asked=None, script=SCRIPT, **fields):
    made = fields.pop("short", None) or short(cost_usd=1.25, findings=(LATE,))
    return Card(short=made, script=script, asked=asked or ReviewRequest(), **fields)


def test_it_tells_what_there_is_to_know():
    body = card(preview="/dailies/media/p.webp", desk="/dailies/desk/1").body
    for told in (
        "![Preview](</dailies/media/p.webp>)",
        "[Watch it on the review desk](</dailies/desk/1>)",
        "30 s",
        "1080×1920",
        "1.25 USD",
        "- **warning** at 12.3 s: Dark. Look.",
        "> The sea breathes.",
        "(<https://tides.example/why>)",
        "Tide tables",
        "within 7 days, it is rejected",
        "**New take**",
    ):
        assert told in body


def test_foreign_words_load_no_image():
    hostile = "![x](https://evil.example/p.png)"
    made = short(title=hostile, findings=(LATE.model_copy(update={"message": hostile}),))
    about = SCRIPT.model_copy(update={"sources": (hostile,)})
    body = card(short=made, script=about, take=2, wish=hostile, objections=(hostile,)).body
    assert "](https" not in body
    assert "![" not in body


@pytest.mark.parametrize(("take", "retakable"), [(1, True), (2, True), (3, False)])
def test_a_take_is_offered_as_long_as_there_may_be_one(take, retakable):
    shown = card(take=take)
    assert shown.retakable is retakable
    assert ("**New take**" in shown.body) is retakable


def test_a_later_take_says_what_was_asked_of_it():
    shown = card(take=2, wish="Slower, please.")
    assert shown.subject == "Publish “Tides”? Take 2"
    assert "**Take 2** of at most 3. It was asked for: “Slower, please.”" in shown.body


def test_the_rules_of_the_review_are_told():
    asked = ReviewRequest(approvals=2, on_timeout="approve", timeout_days=0.5)
    body = card(asked, objections=("It cost 2 USD.",)).body
    assert "It cost 2 USD." in body
    assert "**2 people**" in body
    assert "within 0.5 days, it is approved and published" in body


def test_a_long_title_is_shortened_and_on_one_line():
    subject = card(short=short(title="Tide\n" * 100)).subject
    assert "\n" not in subject
    assert len(subject) < 140
