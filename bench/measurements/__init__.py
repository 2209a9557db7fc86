"""One file for each measurement, found by its name.

A file gives ``measure() -> Measured``. Its figures are known as ``<file>.<figure>``, such as
``inflight.p99_lag_s``, and carry their own targets.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from bench.figures import Measured


def names() -> list[str]:
    """Return the names of all measurements."""
    return sorted(module.name for module in iter_modules(__path__))


def find(wanted: Sequence[str]) -> list[str]:
    """Return the measurements asked for, or all when none is.

    Raises:
        LookupError: There is no measurement of that name.
    """
    known = names()
    for name in wanted:
        if name not in known:
            raise LookupError(f"There is no measurement {name!r}. Choose of: {', '.join(known)}.")
    return list(wanted) or known


def measure(name: str) -> Measured:
    """Run one measurement."""
    module = import_module(f"{__name__}.{name}")
    return cast("Callable[[], Measured]", module.measure)()
