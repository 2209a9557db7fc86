"""The measurement itself, with few jobs: what it says is not the point, that it says it is."""

import pytest

from bench.inflight.stretches import Setting
from bench.measurements.inflight import measure


@pytest.mark.slow
@pytest.mark.integration
def test_few_jobs_are_measured_on_a_real_triggerer():
    few = Setting(jobs=(2, 5), jobs_per_short=3, rounds=1, window_s=6.0, finish_over_s=1.0)
    measured = measure(few)
    figures = measured.figures
    assert {
        "cpu_over_asyncio", "p99_lag_s", "rss_mb", "worker_slots", "cpu_over_asyncio.at_2"
    } <= set(figures)  # fmt: skip
    assert figures["worker_slots"].values == (0.0,)
    assert figures["cpu_over_asyncio"].median > 0
    assert figures["rss_mb"].median > 1
    assert 0 < figures["p99_lag_s"].median < 60
    assert figures["p99_lag_s"].at_most == 7.0
    assert figures["p99_lag_s.at_2"].at_most is None
    assert measured.settings["polls"][0] > 0
