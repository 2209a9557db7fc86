import pytest

from include.rendering.errors import Unrenderable
from include.rendering.silence import silences
from tests.include.editing.parts import local, narration, script

pytestmark = pytest.mark.integration


def estimated(folder, beats, **kwargs):
    return narration(script(beats), folder, **kwargs).model_copy(update={"timing": "estimated"})


def test_the_times_of_the_voice_itself_need_no_measuring(tmp_path):
    assert silences(narration(script(), tmp_path), local) == ()


@pytest.mark.parametrize("level", [0.9, 0.004])
def test_silence_is_found_however_quiet_the_voice_is(tmp_path, level):
    found = silences(estimated(tmp_path, ["One two three."], word_s=3.0, level=level), local)
    assert len(found) == 3
    for number, silence in enumerate(found, start=1):
        assert silence.start_s == pytest.approx(3 * number - 0.45, abs=0.1)
        assert silence.end_s == pytest.approx(3 * number, abs=0.1)


def test_nothing_is_found_in_a_voice_that_cannot_be_heard(tmp_path):
    assert silences(estimated(tmp_path, ["One two."], level=0.0), local) == ()


def test_a_voice_that_cannot_be_decoded_is_unrenderable(tmp_path):
    told = estimated(tmp_path, ["One two."])
    local(told.audio).write_bytes(b"no sound")
    with pytest.raises(Unrenderable, match=r"unusable.*Narrate the script again"):
        silences(told, local)
