import pytest

from include.providers.base import JobProvider
from include.providers.values import Account, Job, Progress, Request, Result, State
from tests.emulators.answers import Answer
from tests.emulators.server import Emulator


class Echo(Emulator):
    """Answers what it was told to, and keeps what it was asked."""

    def reset(self):
        super().reset()
        self.answers = {}

    def route(self, call):
        return call.path

    def answer(self, route, call, fault):
        found = self.answers.get(route, Answer(200, {"ok": True}))
        return found(call) if callable(found) else found


class Service(JobProvider):
    """A provider with no opinion of its own."""

    stage = "clip"
    max_duration_s = 10.0
    result_hosts = ("cdn.example", "*.cdn.example")

    def price_usd(self, order):
        return 0.0

    def submit(self, order, *, key):
        return Request("POST", "/jobs", json={"key": key})

    def job(self, reply):
        return Job("1")

    def poll(self, job):
        return Request("GET", "/jobs/1")

    def progress(self, reply):
        return Progress(State.RUNNING)

    def fetch(self, job):
        return None

    def result(self, reply):
        return Result("", (), 0)

    def error(self, reply):
        return None


@pytest.fixture
def echo():
    with Echo() as emulator:
        yield emulator


@pytest.fixture
def service(echo):
    return Service(Account(base_url=echo.url, secret="s3cr3t-key"))
