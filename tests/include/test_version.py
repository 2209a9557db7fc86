import tomllib

from include import __version__
from include.settings import PROJECT


def test_the_version_is_the_projects():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    assert __version__ == project["version"]
