"""The emulators a real Airflow is tested against."""

import pytest

from tests.emulators.process import serving


@pytest.fixture(scope="module")
def fal():
    """URL of a fal emulator whose jobs take a while."""
    with serving("fal", job_s=12) as url:
        yield url
