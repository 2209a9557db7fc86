"""Killed at every step of every publisher and run again: public once, by the platform's count."""

import pytest

from tests.include.publishing.platforms import PLATFORMS

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module", params=PLATFORMS, ids=lambda each: each.name)
def platform(request):
    with request.param.emulator() as emulator:
        yield request.param, emulator


def test_killed_before_any_step_it_is_public_once(platform, attempted, fresh):
    about, emulator = platform
    kill_at, killed = 0, True
    while killed:
        kill_at += 1
        emulator.reset()
        attempts = attempted(fresh(about.name, **about.account(emulator)))
        killed = attempts.run(kill_at)["killed"]
        told = attempts.until_done()
        assert emulator.stats()["public"] == 1, f"killed before step {kill_at}"
        assert told["publications"][0]["state"] == "published"
    assert kill_at > about.least_steps
