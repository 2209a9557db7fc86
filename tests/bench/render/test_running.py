import sys
import time

import pytest

from bench.render.running import run
from stack.problems import Problem

HOLD = "import time; held = bytearray(b'x') * 60_000_000; time.sleep(1.5)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLD!r}]); print('done')"
BUSY = "import time\nwhile time.process_time() < 0.7: pass"


def test_the_memory_of_children_counts(tmp_path):
    done = run([sys.executable, "-c", PARENT], folder=tmp_path)
    assert 60 < done.peak_mb < 200
    assert done.wall_s >= 1.5
    assert done.said == "done"


def test_work_is_told_apart_from_waiting(tmp_path):
    busy = run([sys.executable, "-c", BUSY], folder=tmp_path)
    idle = run([sys.executable, "-c", "import time; time.sleep(1)"], folder=tmp_path)
    assert busy.cpu_s >= 0.7 > idle.cpu_s
    assert idle.wall_s >= 1


def test_a_failure_tells_what_was_said(tmp_path):
    argv = [sys.executable, "-c", "raise SystemExit('no such clip')"]
    with pytest.raises(Problem, match=r"ended with code 1(.|\n)*no such clip"):
        run(argv, folder=tmp_path)


def test_nothing_is_left_running_when_the_measurement_is_stopped(tmp_path, monkeypatch):
    marker = tmp_path / "late"
    code = f"import time; time.sleep(2); open({str(marker)!r}, 'w')"

    def stopped(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("bench.render.running.resident_mb", stopped)
    with pytest.raises(KeyboardInterrupt):
        run([sys.executable, "-c", code], folder=tmp_path)
    time.sleep(2.5)
    assert not marker.exists()
