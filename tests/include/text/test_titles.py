import pytest

from include.text.titles import title_text, without_outlet


@pytest.mark.parametrize(
    "title",
    [
        "How we cut our bill by 40%", "Why I love C#", "Prices up 5 %", "What time_t means",
        "Why 3 < 5", "When a > b", "F# for beginners",
    ],
)  # fmt: skip
def test_signs_that_mean_something_stay_in_a_title(title):
    assert title_text(title) == title


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("#tea at noon", "tea at noon"), ("Tea at noon #", "Tea at noon"), ("% Tea", "Tea"),
        ("<b>Tea</b> _now_", "Tea now"), ("Home > News", "Home News"), ("Tea %", "Tea"),
    ],
)  # fmt: skip
def test_signs_that_mean_nothing_do_not(markup, title):
    assert title_text(markup) == title


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Oil rises again - Reuters", "Oil rises again"),
        ("Oil rises again – AP", "Oil rises again"),
        ("Why phones got big again | The Verge", "Why phones got big again"),
        ("Reuters - a history", "Reuters - a history"),
        ("Interview - AP", "Interview - AP"),
        ("Tea, milk - and honey", "Tea, milk - and honey"),
    ],
)
def test_the_paper_behind_a_title_is_left_out(title, said):
    assert without_outlet(title) == said
