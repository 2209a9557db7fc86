"""What lies under the narration: music as long as the short, and the clips' own sound."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from include.domain.edit import Edit
from include.rendering.clips import slowing
from include.rendering.footage import ClipSound, MusicFile
from include.rendering.samples import INPUT, RATE_HZ, at_frame, exactly, excerpt, resampled
from include.rendering.sources import opened, source


def music(edit: Edit, file: MusicFile) -> Any:
    """Return the music, faded in and out; a piece shorter than the short goes round."""
    mix = edit.sound.mix
    # What says it is long enough and is not begins again, however that sounds.
    sound = opened(file.path, name="music", stream_loop=-1, **INPUT).audio
    if file.duration_s < edit.duration_s:
        sound = opened(file.path, name="music", **INPUT).audio
        sound = _round(resampled(sound, "stereo"), edit, file)
    bed = exactly(resampled(sound, "stereo"), at_frame(edit, edit.frames))
    in_s = min(mix.music_fade_in_s, edit.duration_s / 3)
    out_s = min(mix.music_fade_out_s, edit.duration_s / 3)
    bed = bed.filter("afade", t="in", d=round(in_s, 3))
    return bed.filter("afade", t="out", st=round(edit.duration_s - out_s, 3), d=round(out_s, 3))


def _round(sound: Any, edit: Edit, file: MusicFile) -> Any:
    """The piece again and again, its end always fading into its beginning.

    Its own fades are left out, or the music would dip every time.
    The round begins after the beginning, goes on to the end and, faded over, through the
    beginning: where it is over is where it began. So only the crossfade is ever heard.
    """
    import ffmpeg

    ends_s = file.duration_s if file.ends_s is None else file.ends_s
    lasts_s = ends_s - file.begins_s
    if lasts_s < file.duration_s:
        sound = sound.filter("atrim", start=file.begins_s, end=ends_s).filter("asetpts", "N")
    seam = max(1, round(min(edit.sound.mix.music_crossfade_s, lasts_s / 4) * RATE_HZ))
    split = sound.filter_multi_output("asplit", 3)
    first, again = (part.filter("atrim", end_sample=seam) for part in (split[0], split[1]))
    rest = split[2].filter("atrim", start_sample=seam).filter("asetpts", "N")
    once = ffmpeg.filter([rest, again], "acrossfade", ns=seam, c1="qsin", c2="qsin")
    # It keeps what it repeats, at most as much as is heard.
    repeated = once.filter("aloop", loop=-1, size=at_frame(edit, edit.frames))
    return ffmpeg.concat(first, repeated, v=0, a=1)


def clips(edit: Edit, found: Mapping[int, ClipSound], gains_db: Mapping[int, float]) -> Any:
    """Return the clips' sound, each while its shot is seen, faded where shots change."""
    import ffmpeg

    starts = [shot.first_frame - shot.change_frames for shot in edit.shots]
    edges = [at_frame(edit, frame) for frame in (*starts, edit.frames)]
    parts = []
    for index, (first, end) in enumerate(pairwise(edges)):
        clip = found.get(index)
        if clip is None:
            silence = resampled(source("anullsrc", r=RATE_HZ, cl="stereo"), "stereo")
            parts.append(silence.filter("atrim", end_sample=end - first))
            continue
        sound = _clip(edit, index, clip).filter("volume", f"{gains_db.get(index, 0.0):.2f}dB")
        fade = round(edit.sound.mix.clip_fade_s * RATE_HZ)
        parts.append(excerpt(exactly(sound, end - first), 0, end - first, fade=fade))
    return ffmpeg.concat(*parts, v=0, a=1) if len(parts) > 1 else parts[0]


def _clip(edit: Edit, index: int, clip: ClipSound) -> Any:
    """The clip's sound, as slow as its picture."""
    shot = edit.shots[index]
    seen_s = (shot.frames + shot.change_frames) / edit.canvas.fps
    sound = resampled(opened(clip.path, name=f"clip {index}", **INPUT).audio, "stereo")
    slowed = slowing(clip.picture_s, seen_s)
    return sound.filter("atempo", round(1 / slowed, 5)) if slowed > 1 else sound
