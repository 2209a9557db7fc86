"""``results.json``: the latest figures, each beside its settings, its machine and its date.

What is not measured again keeps what it had.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figures import Measured

RESULTS = Path(__file__).with_name("results.json")


def merged(
    old: Mapping[str, Any], name: str, measured: Measured, *, machine: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the results with a measurement's figures in place of all its earlier ones."""
    beside = {
        "measurement": name,
        "settings": dict(measured.settings),
        "machine": dict(machine),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }
    new = {
        f"{measured.subject or name}.{figure}": {**value.as_json(), **beside}
        for figure, value in measured.figures.items()
    }
    others = {key: figure for key, figure in old.items() if figure["measurement"] != name}
    return dict(sorted({**others, **new}.items()))


def read(path: Path = RESULTS) -> dict[str, Any]:
    """Return the results; empty when there are none yet."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def write(results: Mapping[str, Any], path: Path = RESULTS) -> None:
    """Replace the file as a whole: whoever reads it finds the old results or the new ones."""
    text = json.dumps(results, indent=2, ensure_ascii=False) + "\n"
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            os.fchmod(file.fileno(), 0o644)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
