"""The one file the plugin loader runs: it registers what lives in the package ``dailies``."""

from typing import Any

from airflow.plugins_manager import AirflowPlugin


class DailiesPlugin(AirflowPlugin):
    """Dailies in Airflow's plugin list."""

    name = "dailies"

    @property
    def fastapi_apps(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """Our app, made only when somebody asks: every task process loads this file."""
        from dailies.ui import PREFIX
        from dailies.ui.app import app

        return [{"app": app(), "url_prefix": PREFIX, "name": "Dailies"}]

    @property
    def external_views(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """The review desk in Airflow's navigation, and as a tab of runs and tasks."""
        from dailies.ui.views import views

        return views()

    @property
    def fastapi_root_middlewares(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """What stands before every request to the API server."""
        from dailies.ui.early_answers import HeldAnswers

        return [{"middleware": HeldAnswers, "name": "Dailies: answers held for a moment"}]
