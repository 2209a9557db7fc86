"""Killed at every step of every publisher and run again: public once, by the platform's count.

And so where an answer got lost, of any request of any publisher, whether it was heeded or not.
"""

import hashlib
import itertools

import pytest

from include.domain import Short
from include.shorts.making import files
from tests.include.publishing.platforms import PLATFORMS

pytestmark = [pytest.mark.faults, pytest.mark.slow]

LEAST_FILE_STEPS = 24
"""Eight files, of which each is opened and renamed, and what stands before and after."""


@pytest.fixture(scope="module", params=PLATFORMS, ids=lambda each: each.name)
def platform(request):
    with request.param.emulator() as emulator:
        yield request.param, emulator


def test_killed_before_any_step_it_is_public_once(platform, attempted, fresh):
    about, emulator = platform
    kill_at, killed = 0, True
    while killed:
        kill_at += 1
        about.reset(emulator)
        attempts = attempted(fresh(about.name, **about.account(emulator)))
        killed = attempts.run(kill_at)["killed"]
        told = attempts.until_done()
        assert emulator.stats()["public"] == 1, f"killed before step {kill_at}"
        assert told["publications"][0]["state"] == "published"
    assert kill_at > about.least_steps


@pytest.mark.parametrize("target", ["folder", "s3"])
def test_killed_at_any_file_all_of_them_are_there_whole_and_nothing_else(
    target, attempted, fresh, tmp_path
):
    kill_at, killed = 0, True
    while killed:
        kill_at += 1
        root = tmp_path / f"published-{kill_at}"
        attempts = attempted({**fresh(target), "root": str(root), "kill_in": str(root)})
        killed = attempts.run(kill_at)["killed"]
        (publication,) = attempts.until_done()["publications"]
        assert publication["state"] == "published"
        assert placed(root) == expected(attempts.world), f"killed before step {kill_at}"
    assert kill_at > LEAST_FILE_STEPS


def placed(root):
    """Return the digest of each file there is, by its name."""
    found = [path for path in root.rglob("*") if path.is_file()]
    digests = {str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}
    assert sorted(path.name for path in root.rglob("*") if path.is_dir()) == ["b1"]
    return digests


def expected(world):
    short = Short.model_validate(world["short"])
    return {f"b1/{short.slug}{ending}": media.digest for ending, media in files(short).items()}


TROUBLE = ("cut_before", "cut_after", "500", "error_after", "html")
"""Nothing was done, or it was done and badly told of."""
LOST = [
    pytest.param(platform, route, how, id=f"{platform.name}-{route}-{how}")
    for platform in PLATFORMS
    for route, how in itertools.product(platform.routes, TROUBLE)
]


@pytest.fixture(scope="module")
def running():
    """The platforms' emulators, each started when it is first wanted."""
    started = {}
    yield (
        lambda about: (
            started.get(about.name) or started.setdefault(about.name, about.emulator().start())
        )
    )
    for emulator in started.values():
        emulator.stop()


@pytest.mark.parametrize(("about", "route", "how"), LOST)
def test_whatever_answer_is_lost_it_is_public_once(about, route, how, running, attempted, fresh):
    emulator = running(about)
    about.reset(emulator)
    emulator.misbehave(route, how)
    told = attempted(fresh(about.name, **about.account(emulator))).until_done()
    assert emulator.stats()["public"] == 1
    assert told["publications"][0]["state"] == "published"
