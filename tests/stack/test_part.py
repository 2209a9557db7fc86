"""A part that dies is started again, with nothing of the old one left. Real processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stack import processes

ROOT = Path(__file__).resolve().parents[2]
FAMILY = """
import os, subprocess, sys, time
subprocess.Popen(["sleep", "99"], start_new_session=True)
print("started", os.getpid(), flush=True)
time.sleep(99)
"""


class Part:
    """The keeper of a part, and what it prints."""

    def __init__(self, folder, code=FAMILY):
        self.log = folder / "log"
        command = [sys.executable, "-m", "stack.part", sys.executable, "-c", code]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)

    def starts(self):
        lines = self.log.read_text().splitlines()
        return [int(line.split()[1]) for line in lines if line.startswith("started")]


@pytest.fixture
def part(tmp_path):
    made = Part(tmp_path)
    yield made
    family = processes.descendants(made.process.pid)
    made.process.kill()
    made.process.wait()
    processes.end_all(lambda: family & set(processes.table()), patience_s=0)


def until(look):
    deadline = time.monotonic() + 60
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_dies_is_started_again_and_its_children_are_ended_first(part):
    until(part.starts)  # before it says so, its own child may be there
    until(lambda: len(processes.descendants(part.process.pid)) == 2)
    first = processes.descendants(part.process.pid)
    os.kill(part.starts()[0], signal.SIGKILL)
    until(lambda: len(part.starts()) == 2)
    until(lambda: len(processes.descendants(part.process.pid)) == 2)
    assert not first & set(processes.table())
    assert "ended by itself (-9)" in part.log.read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_told_to_end_is_not_started_again(part, number):
    until(part.starts)
    part.process.send_signal(number)
    assert part.process.wait(60) == -signal.SIGTERM % 256
    assert len(part.starts()) == 1


def test_what_cannot_live_is_tried_ever_more_rarely_and_can_be_ended(tmp_path):
    part = Part(tmp_path, "print('started 0', flush=True); raise SystemExit(3)")
    until(lambda: "again in 4 s" in part.log.read_text())  # now it pauses, and nothing lives
    part.process.terminate()
    assert part.process.wait(60) == 0
    assert len(part.starts()) == 3
    assert "again in 1 s" in part.log.read_text()
    assert "again in 2 s" in part.log.read_text()
    assert "(3)" in part.log.read_text()
