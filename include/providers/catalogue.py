"""Which providers there are: found by their files, listed nowhere."""

import importlib
import inspect
import pkgutil
from pathlib import Path

from include.providers.base import Provider
from include.providers.errors import Fatal

STAGES = ("topics", "text", "speech", "image", "clip", "music")
"""Those whose provider a run chooses, by name."""


def names(stage: str) -> tuple[str, ...]:
    """Names of the providers of a stage: its files."""
    folder = Path(__file__).parent / stage
    return tuple(sorted(m.name for m in pkgutil.iter_modules([str(folder)]) if m.name[0] != "_"))


def find(stage: str, name: str) -> type[Provider]:
    """Return the provider class of that stage and name.

    Raises:
        Fatal: There is no such provider; the message names those that exist.
    """
    known = names(stage)
    if name not in known:
        raise Fatal(
            f"Provider {name!r} for {stage} does not exist. Choose one of: {', '.join(known)}."
        )
    module = importlib.import_module(f"include.providers.{stage}.{name}")
    classes = [
        value
        for value in vars(module).values()
        if inspect.isclass(value)
        and issubclass(value, Provider)
        and value.__module__ == module.__name__
    ]
    if len(classes) != 1:
        raise Fatal(f"{module.__name__} defines {len(classes)} providers. Give each a file.")
    return classes[0]
