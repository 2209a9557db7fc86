"""One story in other words is one story; others that share its words are others.

The figures are printed: run with ``-s`` to see them.
"""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.topics.sameness import MODEL, same
from include.topics.wording import wording
from tests.fixtures.stories.pairs import known, unseen


@cache
def figures(which):
    """Return precision and recall over a set of pairs, and which were wrong."""
    pairs = {"half 0": known(), "half 1": known(), "unseen": unseen()}[which]
    pairs = [p for p in pairs if which == "unseen" or p.half == int(which[-1])]
    judged = [(pair, same(*pair.read()) >= MODEL.one_story) for pair in pairs]
    right = sum(pair.same and said for pair, said in judged)
    precision = right / sum(said for _, said in judged)
    recall = right / sum(pair.same for pair, _ in judged)
    said = f"{which}: {len(pairs)} pairs, precision {precision:.3f}, recall {recall:.3f}"
    print(f"\n{said}")  # noqa: T201 - a figure for who runs it with -s
    return precision, recall


def test_there_are_more_than_two_hundred_pairs_of_both_kinds():
    pairs = [*known(), *unseen()]
    assert len(pairs) >= 300
    assert len(set(pairs)) == len(pairs)
    assert 0.4 < sum(pair.same for pair in pairs) / len(pairs) < 0.6
    assert len({pair.language for pair in pairs}) >= 15


@pytest.mark.parametrize(
    ("which", "precision", "recall"),
    [("half 0", 0.95, 0.90), ("half 1", 0.90, 0.84), ("unseen", 0.87, 0.84)],
)
def test_precision_and_recall_are_what_they_were(which, precision, recall):
    found = figures(which)
    assert found[0] >= precision
    assert found[1] >= recall


@pytest.mark.parametrize("pair", [*known(), *unseen()][::7], ids=lambda pair: pair.one[:30])
def test_it_does_not_matter_which_is_first(pair):
    one, other = pair.read()
    assert same(one, other) == pytest.approx(same(other, one), abs=0.25)
    assert same(one, one) == 1.0


def likely(one, other, language="en"):
    return same(wording(one, language=language), wording(other, language=language))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Python 3.14 released with free threading", "Python 3.15 released with free threading"),
        ("Apple Q2 earnings beat expectations", "Apple Q4 earnings beat expectations"),
        ("Jobs report for March: 150,000 added", "Jobs report for April: 175,000 added"),
        ("Oil prices rise as OPEC meets", "Oil prices fall as OPEC meets"),
        ("Strike shuts airports in Belgium", "Strike shuts airports in Portugal"),
    ],
)
def test_what_differs_in_one_telling_thing_is_another_story(one, other):
    assert likely(one, other) < MODEL.one_story


def test_numbers_are_read_however_they_are_written():
    for one, other in [("30,000", "30.000"), ("7,1", "7.1"), ("$32bn", "32 billion dollars")]:
        left, right = wording(f"Bahn nennt {one}"), wording(f"Bahn nennt {other}")
        assert left.counted | set().union(*left.marked.values()) == right.counted | set().union(
            *right.marked.values()
        )


@given(
    st.text(max_size=300), st.text(max_size=300), st.sampled_from(["en", "de", "ja", "ar", "xx"])
)
def test_any_two_texts_can_be_compared(one, other, language):
    assert 0.0 <= likely(one, other, language) <= 1.0


@pytest.mark.parametrize(
    "title", ["", "…", "?!", "the of and", "1", "²", "٣", "Ⅻ", "9" * 450, "1." * 200, "a" * 5000]
)
def test_a_title_that_says_nothing_is_like_itself_alone(title):
    assert likely(title, title) in (0.0, 1.0)
    assert likely(title, "Whales sing at night near Iceland") < 0.5
