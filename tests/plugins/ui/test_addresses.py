import pytest

from dailies.ui import addresses, links

RUN = "manual__2026-11-22T06:00:00+00:00"
QUOTED = "manual__2026-11-22T06%3A00%3A00%2B00%3A00"


@pytest.mark.parametrize("prefix", ["", "/team/air"])
def test_addresses_keep_the_path_prefix_and_name_the_mapped_task(monkeypatch, prefix):
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", f"https://air.example{prefix}/")
    run = f"https://air.example{prefix}/dags/daily_batch/runs/{QUOTED}"
    assert addresses.run("daily_batch", RUN) == run
    question = addresses.question("daily_batch", RUN, "g.review_short", 3)
    assert question == f"{run}/tasks/g.review_short/mapped/3/required_actions"
    assert addresses.whole(links.desk()) == f"https://air.example{prefix}/dailies/"


@pytest.mark.parametrize("index", [-1, None])
def test_a_task_that_is_not_mapped_has_no_index(monkeypatch, index):
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://air.example")
    assert "/mapped/" not in addresses.question("d", "r", "t", index)


def test_without_a_base_url_they_begin_at_the_root(monkeypatch):
    monkeypatch.delenv("AIRFLOW__API__BASE_URL", raising=False)
    assert addresses.run("d", "r") == "/dags/d/runs/r"
