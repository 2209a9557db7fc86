import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from include.rendering.errors import FfmpegFailed, NoSpace, Stalled
from include.rendering.ffmpeg import _failure, encode, messages

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.integration

ENDLESS = ["-f", "lavfi", "-i", "color=s=64x64:r=30", "-f", "null", "-"]


def args(seconds: float) -> list[str]:
    return ["-re", *ENDLESS[:4], "-t", str(seconds), *ENDLESS[4:]]


def test_progress_is_told_and_ends_at_one(tmp_path):
    told = []
    encode(args(2.5), folder=tmp_path, duration_s=2.5, on_progress=told.append, stall_s=20)
    fractions = [p.fraction for p in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0, abs=0.03)
    assert 2 <= len(told) <= 5
    assert told[-1].speed > 0


def test_a_failure_has_the_last_lines_and_a_command_to_paste(tmp_path):
    folder = tmp_path / "it's here"
    folder.mkdir()
    with pytest.raises(FfmpegFailed) as caught:
        encode(
            ["-i", "file:no such file.mp4", "-f", "null", "-"],
            folder=folder,
            duration_s=1,
            on_progress=lambda _: None,
            stall_s=20,
        )
    assert "No such file or directory" in caught.value.last_lines
    again = subprocess.run(["bash", "-c", caught.value.command], capture_output=True, check=False)
    assert again.returncode != 0
    assert b"No such file or directory" in again.stderr
    assert caught.value.command in str(caught.value)


def test_an_ffmpeg_that_makes_no_frame_is_ended(tmp_path):
    os.mkfifo(tmp_path / "never")
    started = time.monotonic()
    with pytest.raises(Stalled, match="no frame for 1 s"):
        encode(
            ["-f", "rawvideo", "-s", "64x64", "-i", "never", "-f", "null", "-"],
            folder=tmp_path,
            duration_s=1,
            on_progress=lambda _: None,
            stall_s=1,
        )
    assert time.monotonic() - started < 15


def test_a_measurement_that_never_ends_is_ended(tmp_path):
    with pytest.raises(Stalled, match="did not finish"):
        messages(["-re", *ENDLESS], folder=tmp_path, timeout_s=1)


def test_an_exception_while_it_runs_ends_it(tmp_path):
    def cancel(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encode(["-re", *ENDLESS], folder=tmp_path, duration_s=60, on_progress=cancel, stall_s=20)
    assert not children_in(tmp_path)


def test_what_is_done_meanwhile_is_done_while_it_runs(tmp_path):
    seen = []
    encode(
        args(1),
        folder=tmp_path,
        duration_s=1,
        on_progress=lambda _: None,
        stall_s=20,
        meanwhile=lambda: seen.extend(children_in(tmp_path)),
    )
    assert seen


def test_what_fails_meanwhile_ends_it(tmp_path):
    def fail():
        raise ValueError

    with pytest.raises(ValueError):
        encode(
            ["-re", *ENDLESS],
            folder=tmp_path,
            duration_s=60,
            on_progress=lambda _: None,
            stall_s=20,
            meanwhile=fail,
        )
    assert not children_in(tmp_path)


def test_a_full_disk_is_called_one(tmp_path):
    error = _failure(
        ["ffmpeg"], tmp_path, 1, "av_interleaved_write_frame(): No space left on device"
    )
    assert isinstance(error, NoSpace)
    assert "Make room" in str(error)


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_ffmpeg_does_not_outlive_its_parent(tmp_path, sent):
    script = (
        "import sys; from pathlib import Path; from include.rendering.ffmpeg import encode;"
        f"encode({['-re', *ENDLESS]!r}, folder=Path(sys.argv[1]), duration_s=60,"
        "on_progress=lambda p: print('going', flush=True), stall_s=30)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout.readline() == b"going\n"
        assert children_in(tmp_path)
        parent.send_signal(sent)
        parent.wait(10)
    deadline = time.monotonic() + 5
    while children_in(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not children_in(tmp_path)


def children_in(folder: Path) -> list[int]:
    """Processes of ffmpeg that run in this folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cwd").readlink() == folder:
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                if state != "Z" and "ffmpeg" in (entry / "cmdline").read_text():
                    found.append(int(entry.name))
        except OSError:
            continue
    return found
