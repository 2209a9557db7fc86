"""The results as a person reads them."""

from collections.abc import Mapping
from typing import Any

HEAD = ("figure", "measured", "target", "holds", "single values")
HOLDS = {True: "yes", False: "NO", None: ""}


def table(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Return one line a figure: what was measured, what it should be, whether it holds."""
    rows = [HEAD, *(_row(key, figure) for key, figure in results.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


def _row(key: str, figure: Mapping[str, Any]) -> tuple[str, ...]:
    unit = figure["unit"]
    return (
        key,
        f"{figure['value']:g} {unit}".rstrip(),
        _target(figure),
        HOLDS[figure["holds"]],
        ", ".join(f"{value:g}" for value in figure["values"]),
    )


def _target(figure: Mapping[str, Any]) -> str:
    bounds = (("<=", figure["at_most"]), (">=", figure.get("at_least")))
    return ", ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)
