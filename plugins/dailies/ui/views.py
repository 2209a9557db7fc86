"""Where the desk stands in Airflow's own pages: in its navigation, on a run and on a task.

Airflow shows each in a frame. The addresses are relative, so that they hold below a path prefix.
"""

from typing import Any

from dailies.ui.links import ROOT, desk

ICON = f"{ROOT}/static/icon.svg"


def views() -> list[dict[str, Any]]:
    """Return the plugin's external views."""
    run = "dag_id={DAG_ID}&run_id={RUN_ID}"
    places = (
        ("Review", "review-desk", "nav", ""),
        ("Shorts", "shorts", "dag_run", f"?{run}"),
        ("Short", "short", "task_instance", f"?{run}&map_index={{MAP_INDEX}}"),
    )
    return [
        {
            "name": name,
            "url_route": route,
            "destination": destination,
            "href": f"{desk()}{query}",
            "nav_top_level": destination == "nav",
            "icon": ICON,
        }
        for name, route, destination, query in places
    ]
