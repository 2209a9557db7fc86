"""Every process of Airflow loads the plugin file; only the API server needs what it offers."""

import subprocess
import sys

from dailies.ui.early_answers import HeldAnswers
from dailies_plugin import DailiesPlugin


def test_loading_the_plugin_loads_nothing_of_the_web():
    code = (
        "import sys, airflow.plugins_manager; before = set(sys.modules)\n"
        "import dailies_plugin; dailies_plugin.DailiesPlugin()\n"
        "print(sorted(set(sys.modules) - before))\n"
    )
    env = {"PYTHONPATH": ":".join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().splitlines()[-1] == "['dailies_plugin']"


def test_the_api_server_gets_one_app_below_dailies():
    ((first,), (second,)) = DailiesPlugin().fastapi_apps, DailiesPlugin().fastapi_apps
    assert first["url_prefix"] == "/dailies"
    assert first["app"] is second["app"]
    assert {"/", "/webhooks/{stage}/{name}"} <= {route.path for route in first["app"].routes}


def test_the_desk_stands_in_the_navigation_and_on_runs_and_tasks():
    views = DailiesPlugin().external_views
    assert [view["destination"] for view in views] == ["nav", "dag_run", "task_instance"]
    assert len({view["url_route"] for view in views}) == 3
    assert all(not view["href"].startswith(("/", "http")) for view in views)


def test_answers_are_held_before_they_reach_airflow():
    (middleware,) = DailiesPlugin().fastapi_root_middlewares
    assert middleware["middleware"] is HeldAnswers
