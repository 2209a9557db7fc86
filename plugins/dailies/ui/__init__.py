"""What Airflow's API server serves of ours."""

PREFIX = "/dailies"
"""Where on the API server that is."""
