"""What Dailies is: topics, scripts, edits, providers, rendering. Never imports Airflow."""

__version__ = "0.1.0"
