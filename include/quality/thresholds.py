"""What a finished short is held against, read from ``include/resources/quality.yaml``."""

from dataclasses import dataclass
from functools import lru_cache

from include.resources import data


@dataclass(frozen=True)
class Thresholds:
    """Lengths in seconds, loudness in LU and LUFS; shares are of the whole short."""

    duration_off_s: float
    loudness_off_lu: float
    true_peak_dbtp: float
    black_s: float
    frozen_s: float
    silent_s: float
    silence_db: float
    error_share: float
    shortest_s: float
    longest_s: float


@lru_cache(maxsize=1)
def thresholds() -> Thresholds:
    """Return the thresholds of this installation."""
    return Thresholds(**data("quality.yaml"))
