"""How Airflow makes dailies: operators, sensors, triggers, hooks."""
