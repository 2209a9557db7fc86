"""Nothing outlives the keeper, nor the command that started it. Real processes throughout."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stack import holding, processes
from stack.environment import MARKER
from stack.places import Places
from stack.problems import Problem
from stack.services import DETACH

ROOT = Path(__file__).resolve().parents[2]

FAMILY = """
import os, signal, subprocess, sys, time
# As Airflow's: a child in its own group that ignores SIGTERM, and an orphan in its own session.
deaf = "import os, signal as s, time; os.setpgid(0, 0); s.signal(15, s.SIG_IGN); time.sleep(99)"
orphan = "import subprocess; subprocess.Popen(['sleep', '99'], start_new_session=True)"
subprocess.Popen([sys.executable, "-c", deaf])
subprocess.run([sys.executable, "-c", orphan])
print("ready", flush=True)
time.sleep(99)
"""
SIZE = 3


@pytest.fixture
def places(tmp_path):
    made = Places(tmp_path / "data")
    made.make()
    return made


class Stack:
    """A keeper with one service, started by a command that can be killed."""

    def __init__(self, places, code=FAMILY):
        self.places = places
        self.log = places.logs / "service.log"
        service = {"name": "family", "log": str(self.log), "end": int(signal.SIGINT)}
        plan = {
            "places": str(places.data),
            "stack": f"test-{os.getpid()}-{time.monotonic_ns()}",
            "url": "http://127.0.0.1:1",
            "services": [{**service, "argv": [sys.executable, "-c", code]}],
        }
        command = (
            "import subprocess, sys\n"
            "k = subprocess.Popen([sys.executable, '-m', 'stack.keeper'], stdin=subprocess.PIPE,"
            " start_new_session=True)\n"
            "for line in sys.stdin.buffer:\n    k.stdin.write(line)\n    k.stdin.flush()\n"
            "k.wait()\n"
        )
        self.command = subprocess.Popen(
            [sys.executable, "-c", command],
            cwd=ROOT,
            env={**os.environ, MARKER: plan["stack"]},
            stdin=subprocess.PIPE,
        )
        self.tell(json.dumps(plan).encode() + b"\n")
        until(lambda: "ready" in self.log.read_text() if self.log.exists() else False)
        until(lambda: holding.read_state(places))
        self.keeper = holding.read_state(places)["pid"]
        until(lambda: len(processes.descendants(self.keeper)) == SIZE)
        family = processes.descendants(self.keeper) | {self.keeper}
        self.started = {pid: processes.started(pid) for pid in family}

    def tell(self, line):
        self.command.stdin.write(line)
        self.command.stdin.flush()

    def alive(self):
        now = processes.table()
        return [p for p, began in self.started.items() if p in now and now[p].started == began]

    def close(self):
        self.command.kill()
        self.command.wait()
        self.command.stdin.close()
        for pid in self.alive():
            os.kill(pid, signal.SIGKILL)


def until(true, within_s=20.0):
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


@pytest.fixture
def stack(places):
    made = Stack(places)
    yield made
    made.close()


@pytest.mark.slow
def test_killing_the_command_outright_leaves_nothing(stack):
    assert len(stack.alive()) == SIZE + 1
    stack.command.kill()
    until(lambda: not stack.alive())
    assert not stack.places.state.exists()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_the_keeper_leaves_nothing(stack, number):
    os.kill(stack.keeper, number)
    until(lambda: not stack.alive())
    assert not stack.places.state.exists()


@pytest.mark.slow
def test_what_a_killed_keeper_leaves_the_next_command_ends(stack):
    os.kill(stack.keeper, signal.SIGKILL)
    until(lambda: stack.keeper not in stack.alive())
    holding.sweep(stack.places)
    until(lambda: not stack.alive())
    assert not stack.places.state.exists()
    assert holding.sweep(stack.places) == 0


@pytest.mark.slow
def test_a_detached_keeper_stays_when_the_command_ends(stack):
    stack.tell(DETACH)
    time.sleep(0.5)
    stack.command.kill()
    stack.command.wait()
    time.sleep(1.0)
    assert len(stack.alive()) == SIZE + 1
    os.kill(stack.keeper, signal.SIGTERM)
    until(lambda: not stack.alive())


@pytest.mark.slow
def test_a_service_that_ends_takes_everything_with_it(places):
    code = FAMILY.replace("time.sleep(99)\n", "time.sleep(2)\n")
    stack = Stack(places, code)
    try:
        until(lambda: not stack.alive())
        assert not places.state.exists()
    finally:
        stack.close()


def test_a_data_folder_is_held_by_one_stack_at_a_time(places):
    with holding.lock(places):
        assert holding.is_running(places)
        with pytest.raises(Problem, match=r"already runs .* Stop it with: make down"):
            holding.lock(places).__enter__()
    assert not holding.is_running(places)


@pytest.mark.parametrize("text", ["", "[]", "{", "null"])
def test_a_broken_state_file_stops_nobody(places, text):
    places.state.write_text(text)
    assert holding.read_state(places) == {}
    assert holding.sweep(places) == 0


def test_a_stale_state_file_ends_no_stranger(places):
    """Its pid is a living process of somebody else's: us."""
    stale = {"stack": "gone", "url": "", "pid": os.getpid(), "started": "0"}
    places.state.write_text(json.dumps(stale))
    assert holding.sweep(places) == 0
    assert not places.state.exists()
