"""Where channels are: ``tides.yaml``, and the folder ``tides`` with what it brings of its own."""

from pathlib import Path

from include.settings import Settings


def names() -> tuple[str, ...]:
    """Return the names of the channel files there are, sound or not."""
    found = (path for path in _root().glob("*.y*ml") if not path.name.startswith("."))
    return tuple(sorted({path.stem for path in found if path.suffix in (".yaml", ".yml")}))


def file(name: str) -> Path:
    """Return the path of a channel's file; it need not exist."""
    return _root() / f"{Path(name).name}.yaml"


def looks(name: str) -> Path:
    """Return the folder of a channel's own looks; it need not exist."""
    return _root() / Path(name).name / "looks"


def prompts(name: str, prompts: str) -> Path:
    """Return a folder of a channel's own prompts; it need not exist."""
    return _root() / Path(name).name / "prompts" / Path(prompts).name


def _root() -> Path:
    return Settings.from_env().channels
