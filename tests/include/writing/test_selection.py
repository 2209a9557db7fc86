from include.writing.candidates import Candidate, candidates
from include.writing.phrases import phrases_for
from include.writing.selection import select

TEXT = (
    "Lighthouses warned sailors of rocks. They burned wood at first. However, wood was dear. "
    "A French engineer built a lens of glass rings. The lens sent light to the horizon."
)


def found(text: str = TEXT) -> list[Candidate]:
    return candidates(text, "en", phrases_for("en"), longest_s=12)


def test_a_sentence_that_opens_with_a_pronoun_leans_on_the_one_before():
    assert [sentence.leans for sentence in found()] == [False, True, True, False, False]


def test_a_sentence_is_never_chosen_without_the_one_it_leans_on():
    for budget_s in range(2, 30):
        chosen = select(found(), budget_s=budget_s, title_terms=frozenset())
        indices = {sentence.index for sentence in chosen}
        assert all(not s.leans or s.index - 1 in indices for s in chosen)
        assert sum(s.duration_s for s in chosen) <= budget_s
        assert [s.index for s in chosen] == sorted(indices)


def test_what_leans_on_a_sentence_that_cannot_be_said_is_left_out_with_it():
    text = "Figure 3 shows the lens in full. It is made of rings. Glass bends the light."
    assert [sentence.text for sentence in found(text)] == ["Glass bends the light."]


def test_what_was_said_is_not_said_again():
    sentences = found("The old lens sends light far away. The old lens sends light away far.")
    assert len(select(sentences, budget_s=60, title_terms=frozenset())) == 1


def test_only_a_semicolon_divides_a_sentence_too_long_to_say():
    long = (
        "The keepers carried oil up the narrow stairs of the tower every single evening of the "
        "year without fail; the lamp at the top had to burn from dusk until the first grey light "
        "of the morning came over the sea and the hills behind the town."
    )
    assert [sentence.text[-1] for sentence in found(long)] == [".", "."]
    assert found(long.replace(";", ",")) == []
