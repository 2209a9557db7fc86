"""Whole addresses of Airflow's pages and ours, for mail, chat and buttons.

They begin with ``[api] base_url``; without it, they begin at the server's root.
"""

from urllib.parse import quote

from airflow.sdk import conf


def whole(path: str) -> str:
    """Return the whole address of a page, given as ``links`` gives it."""
    base: str = conf.get("api", "base_url", fallback="")
    return f"{base.rstrip('/')}/{path.lstrip('/')}"


def run(dag_id: str, run_id: str) -> str:
    """Return a run's page."""
    return whole(f"dags/{quote(dag_id, safe='')}/runs/{quote(run_id, safe='')}")


def question(dag_id: str, run_id: str, task_id: str, map_index: int | None) -> str:
    """Return the page on which what a task asks is answered.

    Airflow's own ``generate_link_to_ui`` leads mapped tasks astray and forgets a path prefix.
    """
    mapped = f"/mapped/{map_index}" if map_index is not None and map_index >= 0 else ""
    return f"{run(dag_id, run_id)}/tasks/{quote(task_id, safe='')}{mapped}/required_actions"
