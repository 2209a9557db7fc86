"""Music and clip sound, measured in what the filters make of real files."""

from dataclasses import replace
from itertools import pairwise

import ffmpeg
import numpy as np
import pytest

from include.domain import Music
from include.editing.timeline import cut
from include.rendering.ffmpeg import messages
from include.rendering.footage import ClipSound, Footage, MusicFile, Sounds, sounds_of
from include.rendering.loudness import settled
from include.rendering.probe import picture
from include.rendering.samples import RATE_HZ
from include.rendering.sound import Levels, mixed
from include.rendering.underlay import clips, music
from tests.include.editing.parts import clip, edit, local, media, narration, script
from tests.include.rendering.bs1770 import loudness_lufs
from tests.include.rendering.conftest import H264
from tests.include.rendering.spoken import SCRIPTS, levels_db, narrated, samples

pytestmark = pytest.mark.integration

NOISE = "anoisesrc=c=pink:a=0.3:r=48000:seed=1"


def heard(stream, folder, *, every: bool = False):
    """Samples of the first channel, or of every one."""
    path = folder / "heard.wav"
    out = ffmpeg.output(stream, path.name, acodec="pcm_f32le")
    messages(["-y", *ffmpeg.get_args(out)], folder=folder)
    return samples(path, every=every)[0]


def with_music(short, path):
    sound = short.sound.model_copy(update={"music": media(path, "audio/wav")})
    return short.model_copy(update={"sound": sound})


def steady(sound):
    """Without the fades at both ends."""
    return sound[2 * RATE_HZ : -2 * RATE_HZ]


@pytest.mark.parametrize(
    ("source", "uneven_db"), [(f"{NOISE}:d=3", 2.5), ("sine=f=220:r=44100:d=2.37", 3.5)]
)
def test_short_music_goes_round_without_a_seam(tmp_path, made, source, uneven_db):
    short = edit(tmp_path, written=script(["One two three four."]), word_s=3.0)
    path = made("music.wav", source)
    seconds = float(source.rpartition("=")[2])
    sound = steady(heard(music(short, MusicFile(path, seconds)), tmp_path))
    once = samples(path)[0]
    assert len(sound) == round(short.duration_s * RATE_HZ) - 4 * RATE_HZ
    levels = levels_db(sound, RATE_HZ)
    assert levels.max() - np.median(levels) < uneven_db
    assert np.median(levels) - levels.min() < uneven_db
    if "sine" in source:
        assert abs(np.diff(sound)).max() < 1.5 * abs(np.diff(once)).max()


@pytest.mark.parametrize(
    "fades", ["afade=t=out:st=5.5:d=2.5", "afade=t=in:d=2,afade=t=out:st=6.5:d=1.5"]
)
def test_music_that_fades_out_goes_round_without_a_dip(tmp_path, made, fades):
    short = edit(tmp_path, written=script(["One two three four five six."]), word_s=4.0)
    path = made("music.wav", f"{NOISE}:d=8,{fades}")
    found, _ = sounds_of(with_music(short, path), local, {})
    assert found.music.duration_s == pytest.approx(8)
    levels = levels_db(steady(heard(music(short, found.music), tmp_path)), RATE_HZ)
    assert np.median(levels) - levels.min() < 4
    assert levels.max() - np.median(levels) < 2.5


def test_music_that_is_shorter_than_its_file_says_begins_again(tmp_path, made):
    short = edit(tmp_path, written=script(["One two three four."]), word_s=2.0)
    path = made("music.wav", f"{NOISE}:d=3")
    sound = steady(heard(music(short, MusicFile(path, 600.0)), tmp_path))
    assert levels_db(sound, RATE_HZ).min() > -40


@pytest.mark.parametrize("seconds", [0.02, 0.3, 1.0])
def test_music_of_next_to_no_length_is_no_trouble(tmp_path, made, seconds):
    short = edit(tmp_path, written=script(["One two three four."]), word_s=0.5)
    path = made("music.wav", f"{NOISE}:d={seconds}")
    sound = heard(music(short, MusicFile(path, seconds)), tmp_path)
    assert len(sound) == round(short.duration_s * RATE_HZ)


def shots_with_sound(tmp_path, made, *options: str, source: str = f"{NOISE}:d=1.5"):
    """Three shots; the second is a clip with a sound."""
    path = made(
        "clip.mp4", "testsrc2=s=64x64:r=30:d=1.5", "-f", "lavfi", "-i", source, *H264, *options
    )
    written = script(["One two.", "Three four.", "Five six."])
    told = narration(written, tmp_path, word_s=1.0)
    return path, cut(script=written, narration=told, clips=[clip(path, beat=1)], music=None)


@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("rate_hz", [8000, 44100])
def test_a_clip_is_heard_while_its_shot_is_seen(tmp_path, made, channels, rate_hz):
    options = ("-c:a", "pcm_s16le", "-ac", str(channels), "-ar", str(rate_hz), "-f", "matroska")
    path, short = shots_with_sound(tmp_path, made, *options)
    sound = heard(clips(short, {1: ClipSound(path, "", 1.5)}, {1: 0.0}), tmp_path)
    assert len(sound) == round(short.duration_s * RATE_HZ)
    shot = short.shots[1]
    first, end = ((frame * RATE_HZ // 30) for frame in (shot.first_frame, shot.end_frame))
    first -= shot.change_frames * RATE_HZ // 30
    assert not sound[:first].any()
    assert not sound[end:].any()
    seen = levels_db(sound[first:end], RATE_HZ)
    assert seen[0] < np.median(seen) + 1
    assert (seen[1:-1] > -50).all(), "slowed to its shot, it is heard to the end"


def test_clips_are_silent_unless_the_look_lets_them_be_heard(tmp_path, made):
    path, short = shots_with_sound(tmp_path, made)
    footage = {1: Footage(path, picture(path), "digest")}
    assert sounds_of(short, local, footage)[0].clips == {}
    loud = short.model_copy(update={"look": short.look.model_copy(update={"clip_sound": True})})
    assert sounds_of(loud, local, footage)[0].clips == {1: ClipSound(path, "digest", 1.5)}


def test_a_clip_without_a_sound_or_with_a_silent_one_is_no_trouble(tmp_path, made):
    path, short = shots_with_sound(tmp_path, made, source="anullsrc=d=1.5")
    mute = made("mute.mp4", "testsrc2=s=64x64:r=30:d=1", *H264)
    loud = short.model_copy(update={"look": short.look.model_copy(update={"clip_sound": True})})
    footage = {index: Footage(p, picture(p), "") for index, p in enumerate((mute, path))}
    sounds, findings = sounds_of(loud, local, footage)
    assert [*sounds.clips] == [1]
    assert not findings
    made_of = settled(loud, sounds, folder=tmp_path)
    assert made_of.loudness.integrated_lufs == pytest.approx(-14, abs=0.5)


def test_music_makes_way_for_the_voice_and_comes_back(tmp_path, made):
    """What the music adds to the mix is the music as it is heard, alone."""
    path = made("music.wav", f"{NOISE}:d=30")
    told = narrated(tmp_path, SCRIPTS["en"], "en", between_s=2.0)
    short = cut(
        script=script(SCRIPTS["en"]),
        narration=told,
        clips=[],
        music=Music(media=media(path), duration_s=30, mood="any", provider="noise"),
    )
    sounds = Sounds(local(told.audio), MusicFile(path, 30.0))
    found = settled(short, sounds, folder=tmp_path).levels
    voice = heard(mixed(short, replace(sounds, music=None), found), tmp_path, every=True)
    bed = heard(mixed(short, sounds, found), tmp_path, every=True) - voice
    words = [word for cue in short.cues for word in cue.words]
    pauses = [
        (after.start_s - 0.2, after.start_s - 0.05)
        for before, after in pairwise(words)
        if after.start_s - before.end_s > 0.5
    ]
    spoken = [(word.start_s, word.end_s) for word in words[1:]]
    voice_lufs = loudness_lufs(parts(voice, spoken), RATE_HZ)
    under_lufs = loudness_lufs(parts(bed, spoken), RATE_HZ)
    alone_lufs = loudness_lufs(parts(bed, pauses), RATE_HZ)
    assert 15 < voice_lufs - under_lufs < 20
    assert 9 < voice_lufs - alone_lufs < 14


def parts(sound, spans):
    cut = [sound[:, round(a * RATE_HZ) : round(b * RATE_HZ)] for a, b in spans]
    return np.concatenate(cut, axis=1)


def test_a_clip_in_two_shots_is_heard_in_both(tmp_path, made):
    path = made("heard.wav", "sine=440:d=3")
    cut_ = edit(tmp_path, written=script(["One two three."] * 2), word_s=0.3)
    assert len(cut_.shots) == 2
    found = {index: ClipSound(path, "", 3.0) for index in (0, 1)}
    sound = heard(clips(cut_, found, {}), tmp_path)
    middles = [(s.first_frame + s.end_frame) / 2 / cut_.canvas.fps for s in cut_.shots]
    assert all(abs(sound[round(at * RATE_HZ) :][:1000]).max() > 0.05 for at in middles)


def test_music_and_voice_may_be_the_same_file(tmp_path):
    cut_ = edit(tmp_path)
    path = local(cut_.sound.narration)
    assert heard(mixed(cut_, Sounds(path, MusicFile(path, 1.0)), Levels()), tmp_path).any()
