"""What a run of the housekeeping was asked for."""

from typing import Literal

from pydantic import Field

from include.domain.base import RunRequest

DAG_ID = "housekeeping"


class HousekeepingRequest(RunRequest):
    """The params of one housekeeping run; ``None`` leaves a thing undone, or without a limit."""

    letters: Literal["list", "replay"] = "list"
    letter_ids: tuple[str, ...] = Field(default=(), max_length=500)
    budget_usd: float | None = Field(default=None, ge=0)
    expire_days: int | None = Field(default=30, ge=1, le=3650)
    media_days: int | None = Field(default=None, ge=14, le=3650)
    partial_hours: int = Field(default=24, ge=1, le=8760)
    report_days: int = Field(default=30, ge=1, le=366)
    dry_run: bool = False
