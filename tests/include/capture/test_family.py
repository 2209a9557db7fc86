"""All that a process started is found, whatever group it put itself in, and ended."""

import subprocess
import sys
from pathlib import Path

import pytest

from include.capture.family import family, kill, memory_bytes
from tests.include.capture.site import until

pytestmark = pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc")

PARENT = """
import subprocess, sys
child = [sys.executable, "-c", "held = bytearray(80_000_000); print('up', flush=True); input()"]
started = subprocess.Popen(child, stdin=subprocess.PIPE, start_new_session=True)
started.wait()
"""


@pytest.fixture
def parent():
    running = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    assert running.stdout.readline() == b"up\n"
    yield running
    running.kill()
    running.wait()
    running.stdout.close()


def test_a_child_in_a_session_of_its_own_belongs_to_it(parent):
    assert len(family(parent.pid)) == 2
    assert memory_bytes(family(parent.pid)) > 80_000_000


def test_all_of_it_ends(parent):
    processes = family(parent.pid)
    kill(processes)
    parent.wait(20)
    assert until(lambda: not any(pid in family(pid) for pid in processes))


def test_another_process_with_the_same_number_is_left_alone(parent):
    kill(dict.fromkeys(family(parent.pid), "0"))
    assert parent.poll() is None


def test_of_a_process_that_is_gone_there_is_nothing():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert family(gone.pid) == {}
