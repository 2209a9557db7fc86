"""What a service allows of itself a day, for providers that count it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from include.providers.base import Provider
from include.providers.errors import Fatal


@dataclass(frozen=True)
class Quota:
    """So many units a day; a day begins at midnight in ``zone``."""

    per_day: int
    zone: str = "UTC"


class Metered(Provider):
    """Has daily quotas, where ``quotas`` says so."""

    quotas: ClassVar[Mapping[str, Quota]] = {}

    @property
    def identity(self) -> str:
        """Whose quota is used."""
        return f"{self.name}:{self.account.login}"

    def limits_a_day(self, buckets: Iterable[str]) -> dict[str, int]:
        """Return the units a day, by bucket: the connection's extra ``quota`` goes first.

        Raises:
            Fatal: It holds something else than a number.
        """
        said, found = self.account.mapping("quota"), {}
        for name in buckets:
            value = said.get(name, self.quotas[name].per_day)
            if isinstance(value, bool) or not isinstance(value, int):
                raise Fatal(f"quota of {self.name} has {name}: {value!r}. Say a number.")
            found[name] = value
        return found
