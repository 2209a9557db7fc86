"""Every test runs with an Airflow of its own, in a temporary folder, and without the network."""

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.spread"]

# Beside other tests, how long one example took says nothing.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")

ROOT = Path(__file__).resolve().parent.parent

# Airflow reads its configuration when it is first imported, which is before any fixture runs.
HOME = Path(tempfile.mkdtemp(prefix="dailies-tests-"))
for name in [name for name in os.environ if name.startswith(("AIRFLOW", "DAILIES_"))]:
    # Connections and settings of whoever runs the tests: nothing here may order, pay or publish.
    del os.environ[name]
os.environ["AIRFLOW_HOME"] = str(HOME)
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["AIRFLOW__CORE__PLUGINS_FOLDER"] = str(ROOT / "plugins")
os.environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(ROOT / "dags")
os.environ["AIRFLOW__CORE__UNIT_TEST_MODE"] = "False"
# Nobody edits a DAG meanwhile; every half minute each Airflow would read them all again.
os.environ["AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL"] = "3600"
os.environ["DAILIES_DATA"] = str(HOME / "data")


def pytest_sessionfinish() -> None:
    import shutil

    shutil.rmtree(HOME, ignore_errors=True)
