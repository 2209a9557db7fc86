import os
import signal
import subprocess
import sys
import time

import pytest

from stack import processes


@pytest.fixture
def sleeper():
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def test_a_process_is_known_by_pid_and_start(sleeper):
    assert processes.started(sleeper.pid)
    assert processes.table()[sleeper.pid].parent == os.getpid()


def test_a_reused_pid_is_told_apart(sleeper):
    """A stale pid names somebody else: the start differs from what was noted."""
    later = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        time.sleep(0.05)
        own = processes.started(os.getpid())
        assert len({own, processes.started(later.pid)}) == 2
    finally:
        later.kill()
        later.wait()


def test_a_zombie_is_not_alive():
    process = subprocess.Popen(["true"])
    deadline = time.monotonic() + 10
    while processes.started(process.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert processes.started(process.pid) is None
    process.wait()


def test_a_name_with_brackets_and_blanks_confuses_nobody(tmp_path):
    program = tmp_path / "a) Z (b"
    program.symlink_to("/bin/sleep")
    process = subprocess.Popen([program, "60"])
    try:
        time.sleep(0.1)
        assert processes.table()[process.pid].parent == os.getpid()
    finally:
        process.kill()
        process.wait()


def test_descendants_are_found_across_process_groups():
    code = (
        "import subprocess, sys\n"
        "p = subprocess.Popen(['sleep', '60'], start_new_session=True)\n"
        "print(p.pid, flush=True)\np.wait()"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    grandchild = int(parent.stdout.readline())
    try:
        assert grandchild in processes.descendants(os.getpid())
        assert processes.descendants(parent.pid) == {grandchild}
    finally:
        os.kill(grandchild, signal.SIGKILL)
        parent.wait()
        parent.stdout.close()


def test_what_does_not_listen_is_killed():
    code = "import signal as s, time; s.signal(15, s.SIG_IGN); print(1, flush=True); time.sleep(60)"
    deaf = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    deaf.stdout.readline()
    alive = lambda: [deaf.pid] if deaf.poll() is None else []  # noqa: E731
    assert processes.end_all(alive, patience_s=0.3) == 1
    assert deaf.wait(timeout=5) == -signal.SIGKILL
    deaf.stdout.close()


def test_a_stranger_is_never_taken_for_a_leftover(sleeper):
    assert processes.left_behind(session=2**22 + 1, marker="DAILIES_STACK=nobody") == set()


def test_a_session_whose_leader_lives_is_nobodys_leftover():
    leader = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        assert processes.left_behind(session=leader.pid, marker="DAILIES_STACK=x") == set()
    finally:
        leader.kill()
        leader.wait()


def test_sessions_led_from_outside_the_container_are_left_alone():
    """In a container every process may carry session 0, whose leader is not to be seen."""
    assert processes.left_behind(session=0, marker="DAILIES_STACK=x") == set()
