"""The one file the plugin loader runs: it registers what lives in the package ``dailies``."""

from airflow.plugins_manager import AirflowPlugin

from dailies.priority import BatchPriority


class DailiesPlugin(AirflowPlugin):
    """Dailies in Airflow's plugin list."""

    name = "dailies"
    priority_weight_strategies = [BatchPriority]  # noqa: RUF012 - Airflow declares it as a list
