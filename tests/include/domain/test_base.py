import pytest
from pydantic import ValidationError

from include.domain import Word
from include.domain.base import digest_of

WORD = {"text": "Tides", "start_s": 0.0, "end_s": 0.5, "beat": 0}


def test_half_a_character_is_refused_before_it_cannot_be_stored():
    with pytest.raises(ValidationError, match="text"):
        Word(**{**WORD, "text": "\ud83d"})


@pytest.mark.parametrize("time_s", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(time_s):
    with pytest.raises(ValidationError, match="finite"):
        Word(**{**WORD, "start_s": time_s})


def test_any_whole_text_can_be_digested():
    assert digest_of(Word(**{**WORD, "text": "\0\u202e\U0001f468\u200d"}))
