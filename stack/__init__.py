"""The throw-away stack: a real ``airflow standalone`` and its Redis, for demonstration and tests.

Standard library only, so that it runs before anything is installed. ``python -m stack demo`` is
what ``make demo`` calls; ``with running(data) as airflow:`` is the same stack for a test.
"""

from stack.session import Airflow, running

__all__ = ["Airflow", "running"]
