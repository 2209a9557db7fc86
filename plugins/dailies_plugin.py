"""The one file the plugin loader runs: it registers what lives in the package ``dailies``."""

from airflow.plugins_manager import AirflowPlugin


class DailiesPlugin(AirflowPlugin):
    """Dailies in Airflow's plugin list."""

    name = "dailies"
