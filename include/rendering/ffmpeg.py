"""Runs ffmpeg; nothing else does.

It reports on a pipe (``-progress``), and its messages go to a file.
"""

import os
import selectors
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from include.rendering.child import running
from include.rendering.errors import FfmpegFailed, NoSpace, Stalled

LAST_LINES = 15
LAST_BYTES = 64_000
TELL_EVERY_S = 0.9
FULL = "No space left on device"


@dataclass(frozen=True)
class RenderProgress:
    """How far a render is: ``fraction`` 0 to 1, ``speed`` in seconds of video a second."""

    fraction: float
    speed: float
    eta_s: float


def binary() -> str:
    """Path of the ffmpeg to run; ``IMAGEIO_FFMPEG_EXE`` names another."""
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


@cache
def version() -> str:
    """Version of the ffmpeg to run: another one may draw and encode differently."""
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_version())


def messages(args: Sequence[str], *, folder: Path, timeout_s: float = 600) -> str:
    """Run ffmpeg for what it says, on sound or on a finished file; return its messages.

    Raises:
        FfmpegFailed: It ended with an error.
        Stalled: It took longer than ``timeout_s``.
    """
    argv = [binary(), "-hide_banner", "-nostdin", "-nostats", *args]
    with running(argv, folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            _, said = process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired as error:
            raise Stalled(
                f"ffmpeg did not finish within {timeout_s:.0f} s.",
                argv=argv,
                folder=str(folder),
                last_lines="",
            ) from error
    text = bytes(said).decode(errors="replace")
    if process.returncode:
        raise _failure(argv, folder, process.returncode, text)
    return text


def encode(
    args: Sequence[str],
    *,
    folder: Path,
    duration_s: float,
    on_progress: Callable[[RenderProgress], None],
    stall_s: float,
    meanwhile: Callable[[], object] = lambda: None,
) -> str:
    """Run the pass that encodes, telling ``on_progress`` about once a second; return its messages.

    ``meanwhile`` is called when it has begun: what that raises ends it.

    Raises:
        FfmpegFailed: It ended with an error.
        Stalled: No further frame for ``stall_s``.
        NoSpace: The disk is full.
    """
    argv = [binary(), "-hide_banner", "-nostdin", "-nostats", "-progress", "pipe:1", *args]
    said = folder / "ffmpeg.log"
    with (
        said.open("wb") as stderr,
        running(argv, folder, stdout=subprocess.PIPE, stderr=stderr) as process,
    ):
        began_s = time.monotonic()
        meanwhile()
        stalled = not _follow(process, duration_s, on_progress, stall_s, began_s)
        if not stalled:
            process.wait(timeout=stall_s)
    text = _tail(said)
    if stalled:
        raise Stalled(
            f"ffmpeg made no frame for {stall_s:.0f} s and was ended.",
            argv=argv,
            folder=str(folder),
            last_lines=_last(text),
        )
    if process.returncode:
        raise _failure(argv, folder, process.returncode, text)
    return text


def _follow(
    process: "subprocess.Popen[bytes]",
    duration_s: float,
    on_progress: Callable[[RenderProgress], None],
    stall_s: float,
    began_s: float,
) -> bool:
    """Read reports until ffmpeg closes the pipe; false when it stopped advancing."""
    moved_s = told_s = time.monotonic()
    done_s = -1.0
    for report in _reports(process, stall_s):
        now_s = time.monotonic()
        if not report:
            return False
        at_s = _seconds(report.get("out_time_us", ""))
        if at_s > done_s:
            done_s, moved_s = at_s, now_s
        elif now_s - moved_s > stall_s:
            return False
        ended = report.get("progress") == "end"
        if ended or now_s - told_s >= TELL_EVERY_S:
            told_s = now_s
            on_progress(_progress(max(0.0, done_s), duration_s, now_s - began_s))
    return True


def _reports(process: "subprocess.Popen[bytes]", stall_s: float) -> Iterator[dict[str, str]]:
    """Yield ffmpeg's reports; an empty one when it has been silent for ``stall_s``."""
    assert process.stdout is not None  # noqa: S101 - we asked for a pipe
    report: dict[str, str] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        rest = b""
        while True:
            if not selector.select(timeout=stall_s + 1):
                yield {}
                return
            read = os.read(process.stdout.fileno(), 65536)
            if not read:
                return
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                key, _, value = line.decode(errors="replace").partition("=")
                report[key.strip()] = value.strip()
                if key == "progress":
                    yield report
                    report = {}


def _progress(at_s: float, duration_s: float, elapsed_s: float) -> RenderProgress:
    speed = at_s / elapsed_s if elapsed_s > 0 else 0.0
    left_s = max(0.0, duration_s - at_s)
    fraction = min(1.0, at_s / duration_s) if duration_s > 0 else 1.0
    return RenderProgress(
        fraction=fraction, speed=speed, eta_s=left_s / speed if speed else elapsed_s
    )


def _seconds(microseconds: str) -> float:
    try:
        return int(microseconds) / 1e6
    except ValueError:
        return 0.0


def _failure(argv: Sequence[str], folder: Path, code: int, text: str) -> Exception:
    if FULL in text:
        return NoSpace(f"The disk that holds {folder} is full. Make room, then render again.")
    fact = f"ffmpeg ended with code {code}."
    if code < 0:
        fact = f"ffmpeg was ended by signal {-code}."
    return FfmpegFailed(fact, argv=argv, folder=str(folder), last_lines=_last(text))


def _tail(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - LAST_BYTES))
        return file.read().decode(errors="replace")


def _last(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    unique = list(dict.fromkeys(lines))
    return "\n".join(unique[-LAST_LINES:])
