import os

import pytest

from include.capture import chromium
from tests.include.capture.site import serving


@pytest.fixture
def site():
    with serving() as running:
        yield running


@pytest.fixture
def browser():
    """Chromium's executable; without one the test is skipped, but never where CI runs it."""
    if found := chromium.find():
        return found
    return (pytest.fail if os.environ.get("CI") else pytest.skip)("No Chromium to film with.")
