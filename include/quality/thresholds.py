"""What a finished short is held against, read from ``include/resources/quality.yaml``."""

from dataclasses import dataclass
from functools import lru_cache

from include.resources import data


@dataclass(frozen=True)
class Thresholds:
    """Every threshold; the file says what each is for."""

    duration_off_s: float
    drift_frames: float
    loudness_off_lu: float
    true_peak_dbtp: float
    silent_s: float
    silence_db: float
    full_scale: float
    clipped_samples: int
    clipped_runs: int
    black_s: float
    black_luma: float
    black_share: float
    frozen_s: float
    frozen_noise: float
    enlarged_times: float
    caption_off_s: float
    caption_shortest_s: float
    error_share: float
    shortest_s: float
    longest_s: float


@lru_cache(maxsize=1)
def thresholds() -> Thresholds:
    """Return the thresholds of this installation."""
    return Thresholds(**data("quality.yaml"))
