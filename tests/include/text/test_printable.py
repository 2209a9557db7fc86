from hypothesis import given
from hypothesis import strategies as st

from include.text.printable import on_a_line


def test_what_would_be_a_log_line_of_its_own_is_none():
    hostile = "boom\n2026 INFO all is well\x1b[31m\u202e\x00 %s"
    assert on_a_line(hostile, longest=100) == "boom 2026 INFO all is well [31m %s"


def test_what_is_too_long_is_cut_and_says_so():
    assert on_a_line("a" * 100, longest=10) == "a" * 9 + "…"
    assert on_a_line("a" * 10, longest=10) == "a" * 10


@given(st.text(), st.integers(1, 50))
def test_it_is_printable_and_bounded(text, longest):
    line = on_a_line(text, longest=longest)
    assert line.isprintable()
    assert len(line) <= longest
