import io
import re
import subprocess
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from include.audio.wav import duration_s
from include.providers.base import MakerProvider
from include.providers.catalogue import find
from include.providers.errors import Fatal
from include.providers.values import Order

MOODS = ("calm", "bright", "curious", "serious", "upbeat")


def bed(mood: str | None = "calm", *, lasts_s: float = 20.0, seed: int = 1, take: int = 1) -> bytes:
    provider = find("music", "bed")()
    assert isinstance(provider, MakerProvider)
    made = provider.make(
        Order(
            stage="music",
            provider="bed",
            model="",
            prompt="Under a narration about tides",
            duration_s=lasts_s,
            seed=seed,
            take=take,
            options={} if mood is None else {"mood": mood},
        )
    )
    assert made is not None
    return made


def samples(file: bytes) -> np.ndarray:
    """Stereo samples, one row a channel, full scale 1.0."""
    with wave.open(io.BytesIO(file)) as source:
        data = np.frombuffer(source.readframes(source.getnframes()), "<i2")
    return data.reshape(-1, 2).T / 32_768


def share_db(sound: np.ndarray, low_hz: float, high_hz: float) -> float:
    """Level of a band below that of the whole."""
    power = np.abs(np.fft.rfft(sound.mean(axis=0))) ** 2
    hz = np.fft.rfftfreq(sound.shape[1], 1 / 48_000)
    return float(10 * np.log10(power[(hz >= low_hz) & (hz < high_hz)].sum() / power.sum()))


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_bed_lies_under_a_voice(mood, seed):
    """Even, warm, thin where consonants are, wide yet whole on one loudspeaker."""
    sound = samples(bed(mood, seed=seed))
    assert np.abs(sound).max() < 0.6
    middle = sound.mean(axis=0)[48_000 * 3 : -48_000 * 3]
    steps = middle[: len(middle) // 19_200 * 19_200].reshape(-1, 19_200)
    levels_db = 20 * np.log10(np.sqrt((steps**2).mean(axis=1)))
    assert np.ptp(levels_db) < 8
    assert np.abs(np.diff(levels_db)).max() < 5
    assert np.abs(middle).max() / np.sqrt((middle**2).mean()) < 6
    assert share_db(sound, 20, 1000) > -0.2
    assert share_db(sound, 1000, 3000) < -20
    assert share_db(sound, 3000, 24_000) < -45
    assert 0.3 < np.corrcoef(sound)[0, 1] < 0.95


def test_the_file_is_48_khz_stereo_and_lasts_as_ordered():
    file = bed(lasts_s=12.5)
    assert duration_s(file) == 12.5
    with wave.open(io.BytesIO(file)) as source:
        assert (source.getframerate(), source.getnchannels(), source.getsampwidth()) == (
            48_000,
            2,
            2,
        )


@pytest.mark.parametrize("lasts_s", [1.0, 1.01, 3.337, 45.0])
def test_a_bed_of_any_length_fades_at_both_ends(lasts_s):
    sound = samples(bed("upbeat", lasts_s=lasts_s))
    assert sound.shape[1] == round(lasts_s * 48_000)
    assert np.abs(sound[:, [0, -1]]).max() < 0.001
    assert np.abs(sound[:, :480]).max() < 0.02
    assert np.abs(sound[:, -480:]).max() < 0.02
    assert np.abs(sound).max() > 0.05


def test_nothing_clicks():
    sound = samples(bed("upbeat"))
    assert np.abs(np.diff(sound, axis=1)).max() < 0.05


def test_the_same_order_gives_the_same_bytes():
    assert bed(seed=5) == bed(seed=5)


def test_another_seed_or_take_sounds_different():
    first = samples(bed(seed=5))
    for other in (bed(seed=6), bed(seed=5, take=2)):
        assert abs(np.corrcoef(first[0], samples(other)[0])[0, 1]) < 0.5


def test_moods_sound_different():
    sounds = [samples(bed(mood, seed=3))[0] for mood in MOODS]
    correlations = np.corrcoef(sounds) - np.eye(len(MOODS))
    assert np.abs(correlations).max() < 0.5


def test_without_a_mood_the_seed_chooses():
    assert bed(None, seed=9) == bed("auto", seed=9)


@pytest.mark.parametrize("mood", ["gloomy", "", "../../x", "'; %{}"])
def test_an_unknown_mood_is_refused_by_name(mood):
    with pytest.raises(Fatal, match=re.escape(repr(mood)) + ".*calm, bright"):
        bed(mood)


@pytest.mark.parametrize("lasts_s", [0.0, -3.0, 0.5, 601.0, 1e12, float("nan"), float("inf")])
def test_a_length_that_cannot_be_made_is_refused(lasts_s):
    with pytest.raises(Fatal, match="1 to 600 s"):
        bed(lasts_s=lasts_s)


def test_a_minute_takes_little_time():
    bed()
    began_s = time.process_time()
    bed("upbeat", lasts_s=60.0)
    assert time.process_time() - began_s < 3.0


@pytest.mark.integration
@pytest.mark.parametrize("mood", MOODS)
def test_ffmpeg_finds_it_quiet_even_and_dark(mood, tmp_path: Path):
    import imageio_ffmpeg

    path = tmp_path / "bed.wav"
    path.write_bytes(bed(mood, lasts_s=30.0))
    filters = (
        "ebur128=peak=true,aspectralstats=win_size=4096:measure=centroid,"
        "ametadata=print:key=lavfi.aspectralstats.1.centroid:file=-"
    )
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-i", str(path)]
    command += ["-af", filters, "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    summary = done.stderr[done.stderr.rindex("Summary:") :]
    integrated_lufs, range_lu, peak_dbtp = (
        float(re.search(rf"{name}:\s+(-?[\d.]+)", summary)[1]) for name in ("I", "LRA", "Peak")
    )
    centroids_hz = [float(value) for value in re.findall(r"centroid=([\d.]+)", done.stdout)]
    assert -22 < integrated_lufs < -18
    assert range_lu < 4
    assert peak_dbtp < -6
    assert np.median(centroids_hz) < 600
