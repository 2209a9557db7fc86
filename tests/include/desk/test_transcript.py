"""The script as it is heard, whatever of it is lost."""

import pytest

from include.desk.transcript import transcript
from tests.include.editing import parts


@pytest.fixture
def edit(tmp_path):
    return parts.edit(tmp_path, written=parts.script())


def test_every_beat_has_its_words_in_the_order_they_are_heard(edit):
    written = parts.script()
    lines = transcript(written, edit)
    assert [line.spoken for line in lines] == [beat.spoken for beat in written.beats]
    assert [line.role for line in lines] == [beat.role for beat in written.beats]
    words = [word for line in lines for word in line.words]
    assert [word.start_s for word in words] == sorted(word.start_s for word in words)
    for line in lines:
        said = "".join(word.glue + word.text for word in line.words)
        assert said.split() == line.spoken.split()
        assert (line.start_s, line.end_s) == (line.words[0].start_s, line.words[-1].end_s)


def test_without_its_edit_the_script_is_there_and_has_no_times():
    written = parts.script()
    lines = transcript(written, None)
    assert [line.spoken for line in lines] == [beat.spoken for beat in written.beats]
    assert all(line.start_s is None and line.words == () for line in lines)


def test_without_its_script_the_words_are_there(edit):
    whole = transcript(parts.script(), edit)
    lines = transcript(None, edit)
    assert [line.words for line in lines] == [line.words for line in whole]
    assert all(line.spoken for line in lines)


def test_of_nothing_there_is_nothing():
    assert transcript(None, None) == ()
