"""Order again what was given up."""

import inspect
from typing import TYPE_CHECKING, Any

from dailies.operators.provider_job import ProviderJobOperator, Work
from dailies.run import batch_of
from include.domain.housekeeping import DAG_ID
from include.providers.errors import Fatal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airflow.sdk import Context

    from include.ledger.entries import Entry
    from include.ledger.orders import Orders
    from include.ordering.fulfilled import Fulfilled
    from include.providers.values import Order

LABEL = "{{ task.label }}: {{ task.letters | map(attribute='what') | join(', ') }}"


class ReplayLettersOperator(ProviderJobOperator):
    """Order again what one stage of one short gave up, or attach to the job there is.

    The result goes into the media store under the order's digest: clear the task that the log
    names, and it finds the result and pays nothing. This run pays for the replay, within its
    `budget_usd`, not the batch, whose budget may be what stopped the order. A letter goes away
    when its result is in the store, no sooner.

    :param letters: The letters, as ``list_letters`` returned them. (templated)
    """

    template_fields = (*ProviderJobOperator.template_fields, "letters")
    stage = ""  # each letter says its own
    stage_pool = "replay"

    def __init__(self, *, letters: Any, **kwargs: Any) -> None:
        # a replay that fails says nothing new about the short
        kwargs.setdefault("on_failure_callback", None)
        super().__init__(**kwargs)
        self.letters = letters

    @classmethod
    def for_each(cls, groups: Any, **kwargs: Any) -> Any:
        """Map over what ``list_letters`` returned."""
        return cls.partial(
            pool=cls.stage_pool,
            doc_md=inspect.getdoc(cls),
            map_index_template=LABEL,
            **kwargs,
        ).expand_kwargs(groups)

    def payer(self, context: "Context") -> str:
        """Name the housekeeping run, which no batch is called."""
        return f"{DAG_ID}-{batch_of(context)}"

    def naming(self, index: int, order: "Order") -> str:
        """Name the order and the short."""
        whats = {letter["order_digest"]: letter["what"] for letter in self.letters}
        what = whats.get(order.digest) or super().naming(index, order)
        return f"{what} of {self.label!r}"

    def work(self, context: "Context") -> Work:  # noqa: ARG002
        """Make sure of the pictures the orders start from, then order; tell what to clear."""
        from dailies.hooks.ledger import ledger

        book = ledger().orders
        entries = [_known(book, letter["order_digest"]) for letter in self.letters]
        named = [entry.asked.options.get("image") for entry in entries]
        pictures = [found for digest in named if digest and (found := book.latest(str(digest)))]
        for group in _by_provider(pictures):
            self._serve(group[0])
            yield [entry.asked for entry in group]
        self._serve(entries[0])
        return self._told((yield [entry.asked for entry in entries]))

    def _serve(self, entry: "Entry") -> None:
        """Order next from the provider of this entry, with its connection's account of today.

        Raises:
            Fatal: The connection is another provider's by now.
        """
        from dailies.hooks.provider import service_for

        found = service_for(entry.stage, name=entry.provider, conn_id=entry.conn_id)
        if entry.conn_id and found.conn_id != entry.conn_id:
            raise Fatal(
                f"The order was for {entry.provider} over connection {entry.conn_id!r}, which is "
                f"not {entry.provider}'s now. Give it back, or clear the short's task to order "
                "from the provider of today."
            )
        self._services[entry.stage, entry.provider] = found

    def _told(self, results: "Sequence[Fulfilled]") -> dict[str, Any]:
        from dailies.hooks.ledger import ledger

        letters, replayed = ledger().letters, []
        for letter, result in zip(self.letters, results, strict=True):
            letters.take_out(letter["order_digest"])
            self.log.info(
                "Dead letter %s is answered: %s is in the media store, %.2f USD paid by this run. "
                "To go on, clear %s, which does not pay for it again.",
                letter["letter_id"],
                letter["what"],
                result.cost_usd,
                "; ".join(letter["clear"]),
            )
            replayed.append({**letter, "cost_usd": result.cost_usd})
        return {"topic_id": self.about.topic_id, "replayed": replayed}


def _known(book: "Orders", order_digest: str) -> "Entry":
    entry = book.latest(order_digest)
    if entry is None:
        raise Fatal(
            f"The ledger does not know order {order_digest[:12]} any more. Point dailies_ledger at "
            "the ledger it was listed from."
        )
    return entry


def _by_provider(entries: "Sequence[Entry]") -> "list[list[Entry]]":
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.provider, entry.conn_id), []).append(entry)
    return list(groups.values())
