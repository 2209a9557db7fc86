import os
import subprocess
import sys
import time
from pathlib import Path

from bench.usage import command_of, cpu_s, family, favour, memory_mb

BUSY = "import time\nbegan = time.process_time()\nwhile time.process_time() < began + 0.5: pass\n"
PARENT = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', sys.argv[1]])\ninput()\n"


def test_cpu_time_of_an_ended_child_is_its_parents():
    with subprocess.Popen([sys.executable, "-c", PARENT, BUSY], stdin=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        while cpu_s([process.pid]) < 0.5 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert family(process.pid) == {process.pid}
        assert 0.5 <= cpu_s(family(process.pid)) < 3
        process.communicate(b"\n", timeout=60)


def test_memory_shared_by_a_family_counts_in_parts():
    share, whole = memory_mb([os.getpid()]), memory_mb([os.getpid()], "Rss")
    assert 5 < share <= whole


def test_a_process_that_has_ended_has_no_command():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        while not command_of(process.pid):  # for a moment after exec(2) there is none yet
            assert process.poll() is None
        assert "input()" in command_of(process.pid)
        process.communicate(b"\n", timeout=60)
    assert command_of(process.pid) == ""


def test_a_process_goes_before_others_where_we_may_let_it():
    waiting = [sys.executable, "-c", "input()"]
    with subprocess.Popen(waiting, stdin=subprocess.PIPE, start_new_session=True) as process:
        before = os.getpriority(os.PRIO_PROCESS, process.pid)
        now = favour([process.pid], -5)
        assert now == os.getpriority(os.PRIO_PROCESS, process.pid)
        assert now in (-5, before)
        group = Path(f"/proc/{process.pid}/autogroup")
        if now == -5 and group.exists() and (told := group.read_text().split()):
            assert told[-2:] == ["nice", "-5"]
        process.communicate(b"\n", timeout=60)
