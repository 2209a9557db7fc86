"""What Dailies is: topics, scripts, edits, providers, rendering. Never imports Airflow."""
