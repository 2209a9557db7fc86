"""Service and plain poller as real processes."""

import json
import time

import pytest

from bench.inflight.noticing import lags_s
from bench.inflight.parts import plain_poller, service
from bench.inflight.windows import watch


@pytest.fixture(scope="module")
def outside():
    with service() as running:
        yield running


def test_the_plain_poller_notices_every_end(outside):
    outside.tell("reset")
    outside.tell("seed", count=20, age_s=0.0)
    with plain_poller(outside, interval_s=0.2) as poller:
        while not all(run["polls"] for run in outside.runs()):
            assert poller.poll() is None
            time.sleep(0.05)
        outside.tell("finish", over_s=0.5)
        noticed = json.loads(poller.communicate(timeout=60)[0])
    runs = outside.runs()
    assert len(runs) == 20
    assert all(0 <= lag < 30 for lag in lags_s(noticed, runs))


def test_a_window_counts_what_is_polled_and_used_in_it(outside):
    outside.tell("reset")
    outside.tell("seed", count=20, age_s=0.0)
    calls = []
    with plain_poller(outside, interval_s=0.1) as poller:
        while not all(run["polls"] for run in outside.runs()):
            assert poller.poll() is None
            time.sleep(0.05)
        window = watch(poller.pid, outside, length_s=2.0, meanwhile=lambda: calls.append(1))
    assert window.polls > 20
    assert 0 < window.cpu_s < window.length_s * 1.1
    assert window.ms_per_poll == pytest.approx(1000 * window.cpu_s / window.polls)
    assert window.pss_mb > 5
    assert len(calls) == 10


def test_no_run_ends_before_it_is_told_to(outside):
    outside.tell("reset")
    outside.tell("seed", count=3, age_s=9000.0)
    assert [run["done_at"] for run in outside.runs()] == [None] * 3
    before = time.time()
    outside.tell("finish", over_s=1.0)
    ends = [run["done_at"] for run in outside.runs()]
    assert all(before < end < time.time() + 2 for end in ends)
    outside.tell("finish", over_s=1.0)
    assert [run["done_at"] for run in outside.runs()] == ends
