import wave

import pytest

from include.audio.wav import duration_s, wav


def test_a_file_lasts_as_long_as_its_samples():
    assert duration_s(wav(bytes(2 * 22_050), sample_rate_hz=22_050)) == 1.0


def test_two_channels_share_the_samples():
    assert duration_s(wav(bytes(4 * 48_000), sample_rate_hz=48_000, channels=2)) == 1.0


def test_the_samples_come_back_as_they_went_in(tmp_path):
    pcm = bytes(range(256)) * 4
    path = tmp_path / "a.wav"
    path.write_bytes(wav(pcm, sample_rate_hz=22_050))
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        assert file.readframes(file.getnframes()) == pcm


def test_nothing_spoken_is_a_file_of_no_length():
    assert duration_s(wav(b"", sample_rate_hz=22_050)) == 0.0


@pytest.mark.parametrize("junk", [b"<html>not found</html>" * 4, b"RIFF\x00\x00\x00\x00WAVX" * 4])
def test_other_bytes_are_not_taken_for_a_file(junk):
    with pytest.raises(wave.Error):
        duration_s(junk)
