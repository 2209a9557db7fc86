"""Airflow's cluster policies, found by this file's name on the Python path."""

from dailies.priority import task_instance_mutation_hook

__all__ = ["task_instance_mutation_hook"]
