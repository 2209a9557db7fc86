"""The same edit as a person would write it down for ffmpeg: one command with one graph.

It takes what is known to work and to be quick: ``zoompan``, ``xfade``, ``boxblur`` at a quarter of
the size, ``ass``, ``sidechaincompress``, ``loudnorm``. Sound is not measured first, and there is no
cover and no preview.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.render.encoder import aac, x264
from include.domain.edit import Canvas, Edit, EditShot
from include.rendering.clips import STILL_ZOOM, WHOLE_ZOOM, slowing
from include.rendering.drawing import Size
from include.rendering.fitting import is_whole
from include.rendering.footage import Footage
from include.rendering.graph import FONTS, TEXT

GRAPH = "handwritten.txt"
DETAIL = 1.25
"""Stills are zoomed over at so many times the canvas: at once it, zoompan stutters and blurs."""
CHANGES = {"fade": "fade", "whip": "smoothleft", "zoom": "zoomin"}


def args(
    canvas: Canvas, inputs: Sequence[Path], *, frames: int, preset: str, name: str
) -> list[str]:
    """Return ffmpeg's arguments; ``inputs`` are the clips in order, then narration and music."""
    *others, music = (("-i", f"file:{path}") for path in inputs)
    return [
        *("-loglevel", "error", "-y", *(part for pair in others for part in pair)),
        *("-stream_loop", "-1", *music, "-/filter_complex", GRAPH),
        *("-map", "[picture]", "-map", "[sound]", *x264(canvas, preset), *aac()),
        *("-frames:v", str(frames), "-movflags", "+faststart", name),
    ]


def graph(edit: Edit, footage: Mapping[int, Footage]) -> str:
    """Return the graph, for the file ``GRAPH`` beside the render's captions and fonts."""
    count = len(edit.shots)
    shots = [_shot(edit, index, footage[index]) for index in range(count)]
    joined, last = _joined(edit)
    text = f"[{last}]format=yuv420p,ass=filename={TEXT}:fontsdir={FONTS}[picture]"
    return ";\n".join([*shots, *joined, text, _sound(edit, count)])


def _shot(edit: Edit, index: int, found: Footage) -> str:
    shot, canvas = edit.shots[index], edit.canvas
    frames = shot.frames + shot.change_frames
    part = _still if found.picture.is_still else _clip
    body = part(edit, index, found, frames)
    end = f"trim=end_frame={frames},setpts=N/{canvas.fps}/TB,setsar=1,format=yuv420p"
    return f"{body},{end},settb=1/{canvas.fps}[v{index}]"


def _clip(edit: Edit, index: int, found: Footage, frames: int) -> str:
    slowed = slowing(found.picture.duration_s, frames / edit.canvas.fps)
    timed = f"[{index}:v]setpts={slowed:.5f}*(PTS-STARTPTS),fps={edit.canvas.fps}"
    size = Size(edit.canvas.width_px, edit.canvas.height_px)
    return f"{timed},{_fill(edit, index, found, size)},tpad=stop=-1:stop_mode=clone"


def _still(edit: Edit, index: int, found: Footage, frames: int) -> str:
    canvas = edit.canvas
    size = Size(round(canvas.width_px * DETAIL / 2) * 2, round(canvas.height_px * DETAIL / 2) * 2)
    zoom = (WHOLE_ZOOM if _is_whole(edit, found) else STILL_ZOOM) - 1
    return (
        f"[{index}:v]{_fill(edit, index, found, size)},"
        f"zoompan='1+{zoom:.2f}*on/{frames}':'(iw-iw/zoom)/2':'(ih-ih/zoom)/2':d={frames}:"
        f"s={canvas.width_px}x{canvas.height_px}:fps={canvas.fps}"
    )


def _fill(edit: Edit, index: int, found: Footage, size: Size) -> str:
    """Crop what does not fit, or show all over a blurred copy, as the edit's look has it."""
    wide, high = size.width, size.height
    cover = "force_original_aspect_ratio=increase"
    if not _is_whole(edit, found):
        return f"scale={wide}:{high}:{cover},crop={wide}:{high}"
    small = f"{wide // 8 * 2}:{high // 8 * 2}"
    return (
        f"split[a{index}][b{index}];"
        f"[a{index}]scale={small}:{cover},crop={small},boxblur=10:2,eq=brightness=-0.15,"
        f"scale={wide}:{high},setsar=1[c{index}];"
        f"[b{index}]scale={wide}:{high}:force_original_aspect_ratio=decrease,setsar=1[d{index}];"
        f"[c{index}][d{index}]overlay=(W-w)/2:(H-h)/2"
    )


def _is_whole(edit: Edit, found: Footage) -> bool:
    size = Size(edit.canvas.width_px, edit.canvas.height_px)
    return is_whole(found.picture, size, edit.look.fit)


def _joined(edit: Edit) -> tuple[list[str], str]:
    """Concatenate up to the next change that is no cut; there, ``xfade``."""
    runs = list(_runs(edit.shots))
    steps = []
    for number, run in enumerate(runs):
        labels = "".join(f"[v{index}]" for index in run)
        steps.append(f"{labels}concat=n={len(run)}:v=1:a=0,settb=1/{edit.canvas.fps}[r{number}]")
    last = "r0"
    for number, run in enumerate(runs[1:], start=1):
        shot = edit.shots[run[0]]
        lasts_s = shot.change_frames / edit.canvas.fps
        offset_s = edit.time_s(shot.first_frame - shot.change_frames)
        kind = f"xfade={CHANGES[shot.change]}:duration={lasts_s:.6f}:offset={offset_s:.6f}"
        steps.append(f"[{last}][r{number}]{kind}[x{number}]")
        last = f"x{number}"
    return steps, last


def _runs(shots: tuple[EditShot, ...]) -> Iterator[list[int]]:
    run: list[int] = []
    for index, shot in enumerate(shots):
        if run and shot.change_frames:
            yield run
            run = []
        run.append(index)
    yield run


def _sound(edit: Edit, clips: int) -> str:
    mix, lasts_s = edit.sound.mix, edit.duration_s
    out_s = mix.music_fade_out_s
    return (
        f"[{clips}:a]aresample=48000,aformat=channel_layouts=stereo,highpass={mix.highpass_hz},"
        f"adelay={mix.lead_in_s * 1000:.0f}:all=1,apad,atrim=end={lasts_s},asplit[voice][key];"
        f"[{clips + 1}:a]aresample=48000,volume=-9dB,atrim=end={lasts_s},"
        f"afade=in:d={mix.music_fade_in_s},afade=out:st={lasts_s - out_s}:d={out_s}[bed];"
        f"[bed][key]sidechaincompress={mix.duck_threshold}:ratio={mix.duck_ratio}:"
        f"attack={mix.duck_attack_ms}:release={mix.duck_release_ms}[under];"
        "[voice][under]amix=normalize=0:duration=first,"
        f"loudnorm=I={mix.loudness_lufs}:TP={mix.true_peak_dbtp},aresample=48000[sound]"
    )
