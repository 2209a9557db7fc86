"""What a run of the housekeeping was asked for."""

from typing import Literal

from pydantic import Field

from include.domain.base import Model, RunRequest

DAG_ID = "housekeeping"


class Settled(Model):
    """What a person found out of an unconfirmed publication; ``short`` as the error names it."""

    short: str = Field(min_length=1, max_length=250)
    target: str = Field(min_length=1, max_length=64)
    public: bool
    url: str = Field(default="", max_length=2_000)


class HousekeepingRequest(RunRequest):
    """The params of one housekeeping run; ``None`` leaves a thing undone, or without a limit."""

    letters: Literal["list", "replay"] = "list"
    letter_ids: tuple[str, ...] = Field(default=(), max_length=500)
    budget_usd: float | None = Field(default=None, ge=0)
    expire_days: int | None = Field(default=30, ge=1, le=3650)
    settle: tuple[Settled, ...] = Field(default=(), max_length=500)
    media_days: int | None = Field(default=None, ge=14, le=3650)
    partial_hours: int = Field(default=24, ge=1, le=8760)
    report_days: int = Field(default=30, ge=1, le=366)
    dry_run: bool = False
