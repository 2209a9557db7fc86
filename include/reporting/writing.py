"""A report as a file."""

from pathlib import Path

from include.domain.base import Model


def save_report(report: Model, folder: Path, name: str) -> Path:
    """Write ``<name>.json``, whole or not at all; return where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    partial = path.with_suffix(".partial")
    partial.write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")
    partial.replace(path)
    return path
