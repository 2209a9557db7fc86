import pytest

from include.rendering.errors import Unrenderable
from include.rendering.ffmpeg import messages
from include.rendering.footage import sounds_of
from include.rendering.loudness import of_file, read, settled
from tests.include.editing.parts import edit, local, music, script

pytestmark = pytest.mark.integration

SUMMARY = """[Parsed_ebur128_0 @ 0x1] Summary:

  Integrated loudness:
    I:         -14.2 LUFS
    Threshold: -24.6 LUFS

  True peak:
    Peak:       -1.3 dBFS
"""


def test_the_summary_is_read():
    found = read(SUMMARY)
    assert (found.integrated_lufs, found.true_peak_dbtp) == (-14.2, -1.3)


def test_silence_has_no_loudness():
    assert read(SUMMARY.replace("-14.2", "-70.0").replace("-1.3", "-inf")).is_silent


def test_no_summary_is_an_error():
    with pytest.raises(ValueError, match="no loudness summary"):
        read("ffmpeg said nothing of it")


def test_a_short_sound_is_measured_as_a_player_will(made, tmp_path):
    path = made("short.wav", "sine=300:d=1.3:r=48000,aformat=channel_layouts=stereo")
    plain = ["-i", f"file:{path}", "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"]
    assert of_file(path, folder=tmp_path) == read(messages(plain, folder=tmp_path))


def test_a_sound_shorter_than_a_measured_block_is_heard(made, tmp_path):
    found = of_file(made("click.wav", "sine=300:d=0.05:r=48000"), folder=tmp_path)
    assert not found.is_silent


def settle(made, tmp_path):
    sounds, _ = sounds_of(made, local, {})
    return settled(made, sounds, folder=tmp_path)


def test_a_silent_narration_is_refused(tmp_path):
    with pytest.raises(Unrenderable, match=r"silent.*Narrate"):
        settle(edit(tmp_path, level=0.0), tmp_path)


def test_silent_music_is_left_out_with_a_finding(tmp_path):
    made = edit(tmp_path)
    silent = music(tmp_path, level=0.0).media
    made = made.model_copy(update={"sound": made.sound.model_copy(update={"music": silent})})
    (finding,) = settle(made, tmp_path).findings
    assert finding.code == "silent_music"


@pytest.mark.parametrize("level", [0.002, 0.9])
@pytest.mark.parametrize("spoken", ["Short.", "One two three four five six seven eight nine ten."])
def test_any_level_and_length_comes_to_the_target(tmp_path, level, spoken):
    made = edit(tmp_path, written=script([spoken]), with_music=True, level=level, word_s=0.3)
    sound = settle(made, tmp_path)
    found = of_file(sound.path, folder=tmp_path)
    assert found == sound.loudness
    assert found.integrated_lufs == pytest.approx(-14, abs=0.3)
    assert found.true_peak_dbtp <= -1.0
