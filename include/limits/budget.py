"""Budgets stop a call before it is made, not after."""

from dataclasses import dataclass

from include.providers.errors import OverBudget

CENT = 1e-9
"""Sums of prices are floats; what differs by less than this is equal."""


@dataclass(frozen=True)
class Budget:
    """What one run and one UTC day may cost in USD; ``None`` sets no limit."""

    run_usd: float | None = None
    day_usd: float | None = None

    @property
    def limited(self) -> bool:
        """Whether there is any limit."""
        return self.run_usd is not None or self.day_usd is not None

    def check(self, subject: str, *, cost_usd: float, run_usd: float, day_usd: float) -> None:
        """Refuse a call of ``cost_usd`` when so much was spent or promised already.

        Raises:
            OverBudget: The run's or the day's budget would be exceeded.
        """
        for spent, limit, name, remedy in (
            (run_usd, self.run_usd, "this run", "Raise the run's budget_usd"),
            (day_usd, self.day_usd, "today (UTC)", "Wait for tomorrow, or raise day_budget_usd"),
        ):
            if limit is not None and cost_usd and spent + cost_usd > limit + CENT:
                raise OverBudget(
                    f"{subject} would cost about {cost_usd:.2f} USD, and {spent:.2f} of the "
                    f"{limit:.2f} USD for {name} are spent or promised. {remedy}, or order less; "
                    "nothing was ordered."
                )
