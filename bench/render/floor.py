"""The floor: x264 alone, on the very frames that the render composes.

They are composed once, outside of what is measured, by the render's own graph in a folder that a
render has left, and read as raw pictures from the page cache.
"""

from pathlib import Path

from bench.render.encoder import colours, x264
from include.domain.edit import Canvas, Edit
from include.rendering.ffmpeg import messages
from include.rendering.footage import Local, footage_of
from include.rendering.picture import orders

RAW = "composed.yuv"
CHUNK = 2**24


def composed(edit: Edit, *, local: Local, folder: Path) -> Path:
    """Write the frames, one after the other; ``folder`` is a finished render's."""
    footage, _ = footage_of(edit, local)
    path = folder / RAW
    path.unlink(missing_ok=True)
    for order in orders(edit, footage):
        (folder / order.graph_name).write_text(order.graph, encoding="utf-8")
        graph = order.args[: order.args.index("-map") + 2]
        frames = ["-frames:v", str(order.stretch.frames)]
        raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", *frames, "part.yuv"]
        messages([*graph, *raw], folder=folder, timeout_s=3600)
        _append(folder / "part.yuv", path)
    return path


def cached(path: Path) -> None:
    """Have the kernel keep the file in memory."""
    with path.open("rb") as file:
        while file.read(CHUNK):
            pass


def args(canvas: Canvas, path: Path, *, preset: str, name: str) -> list[str]:
    """Arguments that encode the frames and nothing else."""
    size = f"{canvas.width_px}x{canvas.height_px}"
    told = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", str(canvas.fps)]
    # Not told what the colours are, ffmpeg would convert them: work that is not x264's.
    told += ["-color_range", "tv", *colours()]
    read = ["-loglevel", "error", "-y", *told, "-i", f"file:{path}"]
    return [*read, *x264(canvas, preset), "-movflags", "+faststart", name]


def _append(part: Path, whole: Path) -> None:
    if not whole.exists():
        part.rename(whole)
        return
    with part.open("rb") as source, whole.open("ab") as target:
        while chunk := source.read(CHUNK):
            target.write(chunk)
    part.unlink()
