"""What a script says and its source does not."""

from datetime import UTC, datetime

import pytest

from include.domain import Beat, Role, Script, Topic
from include.providers.text.extractive import Extractive
from include.writing.grounding import claims, ungrounded
from tests.include.writing.articles import NAMES, article

TEXT = (
    "Aileen Drury has run the ticket office in Merrow for nineteen years. She printed 3,400 tea "
    "towels at 2.10 pounds each. “A towel cannot be deleted by accident,” she said."
)
TOPIC = Topic(topic_id="t", slug="t", title="Tea towels", text=TEXT, language="en",
              published_at=datetime(2026, 3, 4, tzinfo=UTC))  # fmt: skip


def said(spoken, language="en", topic=TOPIC):
    beat = Beat(role=Role.BEAT, spoken=spoken, seen="x")
    script = Script(topic_id="t", title="Towels", language=language, beats=(beat,))
    found = claims(script, topic)
    return [claim for kind in found.values() for claim in kind]


@pytest.mark.parametrize(
    "spoken",
    [
        "Aileen Drury printed three thousand four hundred towels.",
        "Drury's towels cost 2.10 pounds.",
        "For 19 years she has run the office.",
        "In 2026 Merrow has a plan.",
        "There are two reasons, and three more.",
        "She said: “A towel cannot be deleted by accident”.",
        "It is a “towel” of its own.",
        "About 3,500 towels went out.",
        "I think I'm right.",
    ],
)
def test_what_the_source_bears_out_is_no_claim(spoken):
    assert said(spoken) == []


@pytest.mark.parametrize(
    ("spoken", "claim"),
    [
        ("She printed 9,000 towels.", "9,000"),
        ("She has run it for twenty-five years.", "twenty five"),
        ("The mayor, Tom Haddow, agrees.", "Tom Haddow"),
        ("She told the BBC so.", "BBC"),
        ("She said: “Paper is thrown away by everybody”.", "“Paper is thrown away by everybody”"),
        ("In 1998 it began.", "1998"),
    ],
)
def test_what_it_does_not_say_is_one(spoken, claim):
    assert said(spoken) == [claim]


def test_german_nouns_are_no_names_but_unknown_names_are():
    topic = article("stadtbaeume")
    assert said("Die Gärtnerei hat eine große Freude an jedem Setzling.", "de", topic) == []
    assert said("Dort pflanzt auch Gerhard Wimmerling.", "de", topic) == ["Gerhard Wimmerling"]


def test_inflected_names_are_known():
    assert said("W kasie Haliny Wrzos w Jeziornej jest miód.", "pl", article("pszczoly-dach")) == []


def test_latin_names_in_other_scripts_are_looked_at():
    assert said("山の Toyota です。", "ja", article("tofu-ya")) == ["Toyota"]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_source_itself_says_is_grounded(name):
    topic = article(name)
    script = Extractive().write(topic, target_s=35)
    assert ungrounded(script, topic) == ()


def test_a_kind_of_claim_is_one_finding():
    beat = Beat(role=Role.BEAT, spoken="In 1998 and 1999 there were 77 of them.", seen="x")
    script = Script(topic_id="t", title="Towels", language="en", beats=(beat,))
    (finding,) = ungrounded(script, TOPIC)
    assert (finding.code, finding.severity) == ("ungrounded_claim", "warning")
    assert "1998, 1999, 77" in finding.message
