import pytest

from tests.include.publishing.fixtures import attempted, fresh, ground
from tests.include.publishing.platforms import PLATFORMS

__all__ = ["attempted", "fresh", "ground"]


@pytest.fixture(scope="module")
def about(request):
    """The platform that the test module is named after."""
    name = request.module.__name__.rpartition("test_")[2]
    (found,) = [each for each in PLATFORMS if each.name == name]
    return found


@pytest.fixture(scope="module")
def emulator(about):
    with about.emulator() as started:
        yield started


@pytest.fixture
def attempts(about, emulator, attempted, fresh):
    """Give attempts at the platform as it is at first; ``extra`` of its connection may be more."""
    about.reset(emulator)

    def made(publish_at=None, **extra):
        account = about.account(emulator)
        account["extra"] = {**account.get("extra", {}), **extra}
        return attempted({**fresh(about.name, **account), "publish_at": publish_at})

    return made
