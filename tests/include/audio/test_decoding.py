import numpy as np
import pytest

from include.audio.decoding import RATE_HZ, UndecodableError, decoded, stretched
from include.audio.wav import wav
from tests.emulators.voices import CODECS, Uttered, encoded

GIVEN_HZ = 22_050


def tone(lasts_s=1.5, *, hz=440, rate_hz=GIVEN_HZ):
    at = np.arange(int(lasts_s * rate_hz)) / rate_hz
    return (9000 * np.sin(2 * np.pi * hz * at)).astype("<i2").tobytes()


def pitch_hz(pcm, rate_hz=RATE_HZ):
    samples = np.frombuffer(pcm, "<i2").astype(float)
    return float(np.fft.rfftfreq(len(samples), 1 / rate_hz)[np.abs(np.fft.rfft(samples)).argmax()])


def length_s(pcm, rate_hz=RATE_HZ):
    return len(pcm) / 2 / rate_hz


@pytest.mark.parametrize("kind", ["wav", *CODECS])
def test_every_format_of_a_service_gives_the_same_sound(kind):
    file = encoded(Uttered(tone(), GIVEN_HZ, ()), kind)
    pcm = decoded(file)
    assert length_s(pcm) == pytest.approx(1.5, abs=0.08 if kind == "aac" else 0.01)
    assert pitch_hz(pcm) == pytest.approx(440, abs=2)


@pytest.mark.parametrize("rate_hz", [8000, 16_000, 24_000, 44_100])
def test_bare_samples_are_read_at_the_rate_that_is_known(rate_hz):
    pcm = decoded(tone(rate_hz=rate_hz), pcm_rate_hz=rate_hz)
    assert length_s(pcm) == pytest.approx(1.5, abs=0.01)
    assert pitch_hz(pcm) == pytest.approx(440, abs=2)


def test_two_channels_become_one():
    both = np.repeat(np.frombuffer(tone(), "<i2"), 2).astype("<i2").tobytes()
    assert length_s(decoded(wav(both, sample_rate_hz=GIVEN_HZ, channels=2))) == pytest.approx(
        1.5, abs=0.01
    )


def test_a_streamed_file_that_does_not_know_its_length_is_read_to_its_end():
    file = bytearray(wav(tone(), sample_rate_hz=GIVEN_HZ))
    file[4:8] = file[40:44] = b"\xff\xff\xff\xff"
    assert length_s(decoded(bytes(file))) == pytest.approx(1.5, abs=0.01)


def test_samples_may_be_wanted_at_another_rate():
    pcm = decoded(wav(tone(), sample_rate_hz=GIVEN_HZ), rate_hz=16_000)
    assert length_s(pcm, 16_000) == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>Sign in</html>",
        b"RIFF\xff\xff\xff\xffWAVEfmt ",
        b"\x00" * 64,
        wav(b"", sample_rate_hz=8000),
        b"ID3" + b"\x00" * 500,
    ],
)
def test_what_is_no_sound_is_said_to_be_none(data):
    with pytest.raises(UndecodableError):
        decoded(data)


def test_a_sound_without_end_is_given_up(monkeypatch):
    monkeypatch.setattr("include.audio.decoding.LONGEST_S", 1.0)
    with pytest.raises(UndecodableError, match="more than 1 s"):
        decoded(wav(tone(3.0), sample_rate_hz=GIVEN_HZ))


@pytest.mark.parametrize("tempo", [0.3, 0.5, 0.8, 1.25, 2.0, 3.0])
def test_a_stretched_sound_keeps_its_pitch(tempo):
    pcm = stretched(decoded(wav(tone(), sample_rate_hz=GIVEN_HZ)), tempo)
    assert length_s(pcm) == pytest.approx(1.5 / tempo, rel=0.03)
    assert pitch_hz(pcm) == pytest.approx(440, abs=5)
