"""What an order comes to."""

from dataclasses import dataclass

from include.domain import Media
from include.providers.values import Order


@dataclass(frozen=True)
class Fulfilled:
    """An order and the file that fulfils it.

    ``media`` is ``None`` when the render itself draws it. ``cost_usd`` is what this batch paid;
    ``reused`` says the file was there already. ``duration_s`` is what the provider says, if it
    does.
    """

    order: Order
    provider: str
    media: Media | None
    cost_usd: float = 0.0
    duration_s: float | None = None
    licence: str = ""
    credit: str = ""
    made_with_ai: bool = True
    reused: bool = False
