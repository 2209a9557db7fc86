"""What a measurement gives back: figures, each with its single values, and what they should be."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One figure, measured ``len(values)`` times; ``at_most`` or ``at_least`` is its target."""

    values: tuple[float, ...]
    unit: str
    at_most: float | None = None
    note: str = ""
    at_least: float | None = None

    @property
    def median(self) -> float:
        """The figure: the median of its single values."""
        return statistics.median(self.values)

    @property
    def holds(self) -> bool | None:
        """Whether the target is met; ``None`` without one."""
        if self.at_most is None and self.at_least is None:
            return None
        above = self.at_least is None or self.median >= self.at_least
        return above and (self.at_most is None or self.median <= self.at_most)

    def as_json(self) -> dict[str, Any]:
        """Return the figure as it stands in the results."""
        return {
            "value": _short(self.median),
            "unit": self.unit,
            "values": [_short(value) for value in self.values],
            "at_most": self.at_most,
            "at_least": self.at_least,
            "holds": self.holds,
            "note": self.note,
        }


@dataclass(frozen=True)
class Measured:
    """Figures by name, and the settings under which all of them were measured.

    ``subject`` is what they are figures of; the measurement's own name when empty.
    """

    figures: Mapping[str, Figure]
    settings: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""


def _short(value: float) -> float:
    """Round to four significant digits: more is noise."""
    return float(f"{value:.4g}")
