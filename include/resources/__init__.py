"""Data, not code: fonts, looks, feeds, rates; and the one way to read it."""

from functools import cache
from pathlib import Path
from typing import Any

RESOURCES = Path(__file__).resolve().parent


@cache
def data(name: str) -> Any:
    """Return the content of a YAML file of this folder, read once; do not change it."""
    import yaml

    return yaml.safe_load((RESOURCES / name).read_text(encoding="utf-8"))
