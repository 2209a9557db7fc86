"""Ten narrations over ten beds, usual and hostile: each comes to the loudness of the contract."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from include.domain import Music, Narration
from include.editing.timeline import cut
from include.providers.music.bed import Bed
from include.providers.values import Order
from include.rendering.ffmpeg import binary
from include.rendering.footage import sounds_of
from include.rendering.loudness import settled
from include.rendering.silence import silences
from tests.include.editing.parts import local, media, script
from tests.include.rendering.bs1770 import loudness_lufs, true_peak_dbtp
from tests.include.rendering.spoken import SCRIPTS, narrated, samples

pytestmark = [pytest.mark.integration, pytest.mark.slow]

SHORT = ("Tides, twice a day.",)


@dataclass(frozen=True)
class Case:
    """A narration, what is done to its file, and what lies under it."""

    beats: tuple[str, ...]
    language: str
    voice: str = "auto"
    done: tuple[str, ...] = ()
    ending: str = "wav"
    estimated: bool = False
    bed: str = ""


CASES = {
    "an English voice, a calm bed": Case(SCRIPTS["en"], "en", bed="calm"),
    "a German voice, a bright bed": Case(SCRIPTS["de"], "de", bed="bright"),
    "an Arabic voice, a serious bed": Case(SCRIPTS["ar"], "ar", bed="serious"),
    "a high voice as MP3, an upbeat bed": Case(
        SCRIPTS["en"], "en", voice="en-gb+f3", done=("-b:a", "48k"), ending="mp3", bed="upbeat"
    ),
    "a second and a half, a curious bed": Case(
        SHORT, "en", done=("-af", "atrim=end=1.5"), bed="curious"
    ),
    "a very quiet voice, no music": Case(SCRIPTS["en"], "en", done=("-af", "volume=-40dB")),
    "a clipped voice, a constant tone": Case(
        SCRIPTS["de"],
        "de",
        done=("-af", "volume=30dB", "-c:a", "pcm_s16le"),
        bed="sine=f=220:r=48000:d=90",
    ),
    "a telephone's voice, three seconds of music": Case(
        SCRIPTS["de"],
        "de",
        done=("-ar", "8000", "-ac", "1", "-c:a", "pcm_mulaw"),
        bed="anoisesrc=c=pink:a=0.4:r=44100:seed=2:d=3",
    ),
    "six channels, music that clips": Case(
        SCRIPTS["ar"],
        "ar",
        done=("-af", "pan=5.1|FC=c0|FL=0.3*c0|FR=0.3*c0|LFE=0.5*c0"),
        bed="sine=f=110:r=48000:d=60,volume=30dB",
    ),
    "long silences and no word times, loud noise": Case(
        SHORT,
        "en",
        done=("-af", "adelay=4000,apad=pad_dur=9"),
        estimated=True,
        bed="anoisesrc=a=1:r=48000:d=60",
    ),
}


def narration(case: Case, folder: Path) -> Narration:
    told = narrated(folder, case.beats, case.language, voice=case.voice)
    path = folder / f"done.{case.ending}"
    command = [binary(), "-y", "-loglevel", "error", "-i", local(told.audio), *case.done, path]
    subprocess.run([str(part) for part in command], check=True)
    changes: dict[str, object] = {"audio": media(path)}
    if case.estimated:
        changes |= {"timing": "estimated", "duration_s": told.duration_s + 13}
    if "atrim" in str(case.done):
        words = [w for w in told.words if w.end_s < 1.5]
        changes |= {"duration_s": 1.5, "words": tuple(words)}
    return told.model_copy(update=changes)


def bed(case: Case, folder: Path, made: Callable[..., Path]) -> Music | None:
    if not case.bed:
        return None
    if "=" in case.bed:
        path = made("music.wav", case.bed)
    else:
        order = Order(
            stage="music",
            provider="bed",
            model="",
            prompt="",
            duration_s=25.0,
            seed=7,
            take=1,
            options={"mood": case.bed},
        )
        path = folder / "music.wav"
        path.write_bytes(Bed().make(order))
    return Music(media=media(path), duration_s=0.0, mood="any", provider="bed")


@pytest.mark.parametrize("name", CASES)
def test_it_comes_to_the_loudness_of_the_contract(tmp_path, made, name):
    case = CASES[name]
    told = narration(case, tmp_path)
    edit = cut(
        script=script(case.beats, language=case.language),
        narration=told,
        clips=[],
        music=bed(case, tmp_path, made),
        silences=silences(told, local),
    )
    sounds, findings = sounds_of(edit, local, {})
    sound = settled(edit, sounds, folder=tmp_path)
    heard, rate_hz = samples(sound.path, every=True)
    assert not findings
    assert not sound.findings
    assert loudness_lufs(heard, rate_hz) == pytest.approx(-14, abs=0.5)
    assert true_peak_dbtp(heard) <= -1.0
    if case.estimated:
        assert edit.duration_s < told.duration_s - 9
