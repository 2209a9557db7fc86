import pytest

from tests.emulators.pexels import Pexels
from tests.emulators.pixabay import Pixabay
from tests.emulators.stock import LIBRARY
from tests.include.footage.stocks import shop

KINDS = {"pexels": Pexels, "pixabay": Pixabay}


@pytest.fixture(scope="module")
def running():
    emulators = {name: kind().start() for name, kind in KINDS.items()}
    yield emulators
    for emulator in emulators.values():
        emulator.stop()


@pytest.fixture(params=KINDS)
def name(request):
    return request.param


@pytest.fixture
def emulator(running, name):
    found = running[name]
    found.reset()
    found.settings, found.films = found.defaults(), LIBRARY
    return found


@pytest.fixture
def stock(emulator, name, tmp_path):
    return shop(name, emulator.url, tmp_path)
