"""From Airflow's connections to what include/ works with."""
