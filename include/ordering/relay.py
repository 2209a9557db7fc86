"""Orders that may stand in for one another: what one provider cannot make, the next one may.

A shot may be ordered from fal, else looked for at Pexels, else drawn: three orders, of which one is
fulfilled. All that is asked of one provider is one leg; what fails there goes on to the next.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from include.domain import Finding, Severity
from include.ordering.asking import Ask, Settlement
from include.ordering.fulfilled import Fulfilled
from include.providers.errors import ProviderError, Refused, Unmatched
from include.providers.values import Order

Wanted = Order | Sequence[Order]
"""An order, or those of which one is to be fulfilled, best first."""

Naming = Callable[[int, Order], str]
Spared = Callable[[Order, Sequence[Order]], ProviderError | None]
"""Why an order is not asked for, as one of those after it is there already; else ``None``."""


@dataclass(frozen=True)
class Passed:
    """An order that came to nothing, and why."""

    asked: Ask
    error: ProviderError

    def finding(self, by: str) -> Finding:
        """Say who made it instead, and why."""
        subject, first = self.asked.subject, self.asked.order.provider
        expected = isinstance(self.error, (Refused, Unmatched))
        why = str(self.error).removeprefix(f"{subject}: ")
        return Finding(
            code="stand_in",
            severity=Severity.INFO if expected else Severity.WARNING,
            message=f"{subject} is by {by}, not by {first}: {why}",
            remedy=f"A new take asks {first} first again."
            if expected
            else f"Mend what {first} lacks; a new take asks there first again.",
        )


class Relay:
    """Orders and how far they have come; ``naming`` says what they are called."""

    def __init__(self, wanted: Sequence[Wanted], naming: Naming) -> None:
        self._chains = [(each,) if isinstance(each, Order) else tuple(each) for each in wanted]
        self._naming = naming
        self._done: dict[int, Fulfilled] = {}
        self._passed: list[Passed] = []

    def legs(self, spared: Spared) -> Iterator[list[Ask]]:
        """Yield what is asked of a provider, the first choices first, until all is done."""
        for rank in range(max(map(len, self._chains), default=0)):
            legs: dict[str, list[Ask]] = {}
            for index, chain in enumerate(self._chains):
                if index in self._done or rank >= len(chain):
                    continue
                order, later = chain[rank], chain[rank + 1 :]
                asked = Ask(order, self._naming(index, order), index, replaceable=bool(later))
                if later and (why := spared(order, later)):
                    self._passed.append(Passed(asked, why))
                else:
                    legs.setdefault(order.provider, []).append(asked)
            yield from legs.values()

    def take(self, asks: Sequence[Ask], settlement: Settlement) -> None:
        """Keep what was fulfilled, and pass on what was not."""
        errors = {asked.digest: error for asked, error in settlement.errors}
        for asked in asks:
            if found := settlement.done.get(asked.digest):
                self._done[asked.index] = found
            else:  # not even asked for, where another's error was everybody's
                error = errors.get(asked.digest) or settlement.worst
                assert error, f"{asked.subject} is neither fulfilled nor failed"  # noqa: S101
                self._passed.append(Passed(asked, error))

    @property
    def results(self) -> list[Fulfilled]:
        """What each came to, in the order in which they were wanted."""
        return [self._done[index] for index in range(len(self._chains))]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What somebody else made than was asked for first, and why."""
        return tuple(
            passed.finding(self._done[passed.asked.index].provider) for passed in self._passed
        )
