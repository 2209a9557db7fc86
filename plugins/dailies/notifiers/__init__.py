"""Who is told of a review, a batch's end and money spent, as Airflow's notifiers."""
