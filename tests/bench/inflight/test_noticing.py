import pytest

from bench.inflight.noticing import lags_s, noticed_at, p99

AT = 1795422352.344713

TASK = (
    '{"timestamp":"2026-11-23T08:25:52.344713Z","level":"info","event":"Job a1 for clip 5 at fal '
    'is succeeded","map_index":3}\n'
    '{"timestamp":"2026-11-23T08:25:59.000000Z","level":"info","event":"Job a1 for clip 5 at fal '
    'is succeeded","map_index":3}\n'
    '{"timestamp":"2026-11-23T08:25:52.000000Z","level":"info","event":"Job c3 for clip 6 at fal '
    'is running","map_index":3}\n'
)
TRIGGERER = (
    "triggerer  | 2026-11-23T08:25:53.344713Z [info     ] Job b2 for clip 8 at fal is succeeded "
    "[dailies.triggers] dag_id=waiting\n"
    "scheduler  | 2026-11-23 08:25:59.348670+00:00 [info  ] Stored clip 8 from job b2 (0.0 MB)\n"
)


@pytest.fixture
def logs(tmp_path):
    (tmp_path / "task.log").write_text(TASK)
    (tmp_path / "triggerer.log").write_text(TRIGGERER)
    return [tmp_path / "task.log", tmp_path / "triggerer.log"]


def test_the_end_of_a_job_is_read_from_either_log_once(logs):
    assert noticed_at(logs) == {"a1": AT, "b2": AT + 1}


def test_a_lag_is_from_the_end_to_its_notice(logs):
    runs = [{"id": "a1", "done_at": AT - 2}, {"id": "b2", "done_at": AT}]
    assert lags_s(noticed_at(logs), runs) == pytest.approx([2.0, 1.0])


def test_an_end_that_nobody_noticed_is_not_left_out(logs):
    runs = [{"id": "a1", "done_at": AT}, {"id": "c3", "done_at": AT}]
    with pytest.raises(LookupError, match="1 of 2 ended jobs were never noticed, first c3"):
        lags_s(noticed_at(logs), runs)


def test_one_of_a_hundred_may_be_later():
    assert p99([*range(1, 100), 1000]) == 99
    assert p99([*range(1, 99), 1000, 1000]) == 1000
    assert p99([4.0]) == 4.0
