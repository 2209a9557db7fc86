"""The picture of a short: each stretch found from an earlier render, or encoded now."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from include.captions import ass
from include.captions.fonts import stage
from include.domain.edit import Edit
from include.rendering.command import encoded_picture, encoding
from include.rendering.ffmpeg import RenderProgress, encode
from include.rendering.footage import Footage
from include.rendering.graph import FONTS, TEXT, pictured
from include.rendering.shelf import Shelf, track_digest
from include.rendering.stretches import Stretch, stretches

log = logging.getLogger(__name__)

OnProgress = Callable[[RenderProgress], None]


@dataclass(frozen=True)
class Order:
    """What ffmpeg is asked for to make one stretch, and the digest of all that shapes it."""

    stretch: Stretch
    args: list[str]
    graph_name: str
    graph: str
    name: str
    digest: str


def encoded_stretches(
    edit: Edit,
    footage: Mapping[int, Footage],
    *,
    folder: Path,
    on_progress: OnProgress,
    shelf: Shelf,
    logo: Footage | None = None,
    threads: int | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> tuple[Path, ...]:
    """Return the files that, one after the other, are the short's picture.

    ``meanwhile`` is called when the encoding of each of them has begun: what it raises ends that.

    Raises:
        FfmpegFailed: ffmpeg failed; the message has its last lines and the command.
        NoSpace: The disk is full.
    """
    _write_text(edit, folder)
    files = []
    for order in orders(edit, footage, logo=logo, threads=threads):
        told = _whole(on_progress, order.stretch, edit)
        found = shelf.find(order.digest)
        if found:
            log.info("Found the picture (%s), it is not encoded again", order.digest[:12])
            told(RenderProgress(fraction=1.0, speed=0.0, eta_s=0.0))
            files.append(found[0])
            continue
        (folder / order.graph_name).write_text(order.graph, encoding="utf-8")
        encode(
            order.args,
            folder=folder,
            duration_s=order.stretch.frames / edit.canvas.fps,
            on_progress=told,
            stall_s=encoding().stall_s,
            meanwhile=meanwhile,
        )
        files.append(shelf.keep(order.digest, folder / order.name))
    return tuple(files)


def orders(
    edit: Edit,
    footage: Mapping[int, Footage],
    *,
    logo: Footage | None = None,
    threads: int | None = None,
) -> tuple[Order, ...]:
    """Return what is asked of ffmpeg for each stretch, in order; nothing is run."""
    drawn = {"text": ass.document(edit), "fonts": _fonts(edit)}
    used = [*footage.values(), *([logo] if logo else [])]
    files = [(each.path, each.digest) for each in used]
    found = []
    for number, stretch in enumerate(stretches(edit, footage), start=1):
        graph_name, name = f"graph-{number}.txt", f"stretch-{number}.mp4"
        args, graph = encoded_picture(
            pictured(edit, footage, stretch, logo),
            edit.canvas,
            frames=stretch.frames,
            graph=graph_name,
            name=name,
            threads=threads,
        )
        digest = track_digest("picture", args, graph, drawn, files=files)
        found.append(Order(stretch, args, graph_name, graph, name, digest))
    return tuple(found)


def _whole(on_progress: OnProgress, stretch: Stretch, edit: Edit) -> OnProgress:
    """Tell of a stretch's progress as a part of the whole picture's."""

    def tell(part: RenderProgress) -> None:
        frames = stretch.first_frame + part.fraction * stretch.frames
        left_s = (edit.frames - stretch.end_frame) / edit.canvas.fps
        after_s = left_s / part.speed if part.speed else 0.0
        whole = min(1.0, frames / edit.frames)
        on_progress(replace(part, fraction=whole, eta_s=part.eta_s + after_s))

    return tell


def _write_text(edit: Edit, folder: Path) -> None:
    (folder / TEXT).write_text(ass.document(edit), encoding="utf-8")
    stage(ass.faces(edit), folder / FONTS)


def _fonts(edit: Edit) -> list[str]:
    """Digests of the fonts that the text is drawn with."""
    paths = {face.path for face in ass.faces(edit)}
    return sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
