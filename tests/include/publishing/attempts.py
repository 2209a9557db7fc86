"""Attempts at publishing, each in a process of its own that may be killed at any step.

The process that is started does nothing but fork, so that an attempt costs no imports. It reads a
line of JSON for each attempt and answers with what came of it.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import time
import traceback
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


TOUCHES = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.scandir", "shutil.")
"""Python's audit events of what is done to files and folders."""

WAIT_S = 1000
"""By so much the clock is ahead after an attempt that had to wait."""


class Attempts:
    """Starts attempts; ``world`` says at what."""

    def __init__(self, process, world):
        self._process, self.world = process, world
        self._count = 0
        self.ahead_s = 0

    def run(self, kill_at=0, *, again=True):
        """Attempt once, killed before step ``kill_at``; return what it came to.

        Where the world has ``kill_in``, a folder, whatever is done to a file in it is a step too.

        Each is another try, as a retry or a cleared task is, unless not ``again``. Its clock is
        ``ahead_s`` ahead.
        """
        self._count += again
        order = {**self.world, "kill_at": kill_at, "try_id": f"try-{self._count}"}
        order["ahead_s"] = self.ahead_s
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def until_done(self, at_most=12):
        """Attempt until nothing is left to be done; where an attempt waits, time goes by."""
        for _ in range(at_most):
            told = self.run()
            if not told["paused"] and not told["errors"]:
                return told
            self.ahead_s += WAIT_S if told["paused"] else 0
        raise AssertionError(f"not done after {at_most} attempts: {told}")


@contextmanager
def server():
    """Run the process that forks; give a function from a world to its attempts."""
    command = [sys.executable, "-m", "tests.include.publishing.attempts"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
    ) as process:
        try:
            yield lambda world: Attempts(process, world)
        finally:
            process.stdin.close()
            process.wait(30)


def _attempt(order):
    from include.domain import Short
    from include.ledger.ledger import Ledger
    from include.providers import catalogue
    from include.providers.values import Account
    from include.publishing.sending import Sender, Target
    from include.storage.media import MediaStore

    count, now = 0, time.time
    time.time = lambda: now() + order["ahead_s"]

    def stop():
        nonlocal count
        count += 1
        if count == order["kill_at"]:
            os.kill(os.getpid(), signal.SIGKILL)

    if order.get("kill_in"):
        sys.addaudithook(_touching(order["kill_in"], stop))

    def find(name):
        account = Account(**order["account"])
        return Target(catalogue.find("publish", name)(account), Path(order["root"]))

    sender = Sender(
        batch="b1",
        store=MediaStore(order["media"]),
        book=Ledger(order["ledger"]),
        find=find,
        owner="task",
        try_id=order["try_id"],
        publish_at=datetime.fromisoformat(at) if (at := order.get("publish_at")) else None,
        stop=stop,
    )
    sent = sender.send(Short.model_validate(order["short"]), [order["target"]])
    return {
        "killed": False,
        "steps": count,
        "publications": [each.model_dump(mode="json") for each in sent.publications],
        "paused": [each.why for each in sent.paused],
        "errors": [f"{type(each).__name__}: {each}" for each in sent.errors],
    }


def _touching(folder, told):
    """Return an audit hook that tells of each file or folder below ``folder`` that is touched."""

    def heard(event, args):
        if event.startswith(TOUCHES) and args and str(args[0]).startswith(folder):
            told()

    return heard


def _forked(order):
    """Attempt in a child; say that it was killed where it says nothing."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        try:
            said = _attempt(order)
        except BaseException:  # noqa: BLE001 - told to the test
            said = {"killed": False, "crash": traceback.format_exc()}
        os.write(writing, json.dumps(said).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(pid, 0)
    killed = {"killed": True, "paused": [], "errors": [f"killed: {status}"], "publications": []}
    return json.loads(said) if said else killed


def main():
    import requests  # noqa: F401 - every attempt finds it loaded

    import include.ledger.ledger
    import include.publishing.sending  # noqa: F401

    logging.basicConfig(level=logging.ERROR)
    for line in sys.stdin:
        print(json.dumps(_forked(json.loads(line))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
