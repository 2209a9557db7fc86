from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="package")
def dagbag():
    bag = DagBag(str(ROOT / "dags"))
    assert bag.import_errors == {}
    return bag
