"""From pictures with their seconds to a video of constant rate, encoded as a short is."""

from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

from include.capture.job import Frame
from include.domain.edit import Canvas
from include.rendering.command import encoded_picture, encoding
from include.rendering.drawing import TO_BT709
from include.rendering.ffmpeg import encode

SEEN, GRAPH = "seen", "seen.graph"
EARLY_S = 0.001
"""Seconds are rounded; what comes so little later than a frame of the video is in it."""


def assembled(frames: Sequence[Frame], lasts_s: float, canvas: Canvas, *, folder: Path) -> Path:
    """Encode the pictures of a film, which lie in ``folder``, and return the video.

    Raises:
        FfmpegFailed: ffmpeg ended with an error.
        NoSpace: The disk is full.
    """
    import ffmpeg

    name = Path(frames[0].file).stem
    count = max(1, round(lasts_s * canvas.fps))
    sequence = folder / f"{SEEN}-{name}"
    sequence.mkdir()
    for number, frame in enumerate(in_time(frames, count, canvas.fps)):
        (sequence / f"{number:05}.jpg").hardlink_to(folder / frame.file)
    pictures = ffmpeg.input(
        f"file:{sequence.name}/%05d.jpg", f="image2", framerate=canvas.fps, start_number=0
    )
    size = (canvas.width_px, canvas.height_px)
    shown = pictures.video.filter("scale", *size, flags="lanczos", **TO_BT709).filter("setsar", 1)
    video = folder / f"{name}.mp4"
    args, graph = encoded_picture(
        shown, canvas, frames=count, graph=GRAPH, name=f"file:{video.name}"
    )
    (folder / GRAPH).write_text(graph, encoding="utf-8")
    encode(
        args,
        folder=folder,
        duration_s=lasts_s,
        on_progress=lambda _: None,
        stall_s=encoding().stall_s,
    )
    return video


def in_time(frames: Sequence[Frame], count: int, fps: int) -> list[Frame]:
    """Return the picture that each of ``count`` frames of the video shows."""
    begins_s = [frame.at_s for frame in frames]
    shown = (bisect_right(begins_s, number / fps + EARLY_S) - 1 for number in range(count))
    return [frames[max(0, index)] for index in shown]
