"""Look through the dead letters."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import timezone

from dailies.operators.stage import DocumentedOperator
from dailies.run import housekeeping_of

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.domain.housekeeping import HousekeepingRequest
    from include.housekeeping.sorting import Sorted
    from include.ledger.ledger import Ledger

LETTERS_KEY = "letters"
"""XCom of what was told of each letter; of so many at most."""

MAX_TOLD = 200
MAX_REPLAYS = 200
"""So many mapped tasks of one run at most."""


class ListLettersOperator(DocumentedOperator):
    """List what was ordered and given up: what, for which short, why, its cost, what to do.

    A letter whose order was fulfilled meanwhile is taken out, and so is one older than
    `expire_days`, unless it is replayed now. Refused content is never replayed. Safe to run again.
    """

    def execute(self, context: "Context") -> list[dict[str, Any]]:
        """Return what is to be replayed, for one mapped task each."""
        from dailies.hooks.ledger import ledger
        from include.housekeeping.sorting import replays

        request, book = housekeeping_of(context), ledger()
        piles = self._sorted(request, book)
        self._tell(context, piles, book)
        if request.dry_run:
            self.log.info("A dry run: nothing is taken out or replayed")
            return []
        for letter in (*piles.answered, *piles.expired):
            book.letters.take_out(letter.order_digest)
        groups = replays(piles.replayed, book.shorts.topic)
        if len(groups) > MAX_REPLAYS:
            self.log.warning(
                "%d of %d shorts are replayed now; run it again for the rest",
                MAX_REPLAYS,
                len(groups),
            )
        return groups[:MAX_REPLAYS]

    def _sorted(self, request: "HousekeepingRequest", book: "Ledger") -> "Sorted":
        from dailies.hooks.media import media_store
        from include.housekeeping.sorting import chosen, sort_letters

        days, store = request.expire_days, media_store()
        return sort_letters(
            chosen(book.letters.all(), request.letter_ids),
            replay=request.letters == "replay",
            expire_before=timezone.utcnow() - timedelta(days=days) if days else None,
            has_result=lambda digest: store.find(digest) is not None,
        )

    def _tell(self, context: "Context", piles: "Sorted", book: "Ledger") -> None:
        from include.housekeeping.notices import notice

        notices = []
        for what, letters in vars(piles).items():
            for letter in letters:
                topic = book.shorts.topic(letter.origin.batch, letter.origin.topic_id)
                told = notice(letter, topic)
                self.log.warning("%s: %s", what.capitalize(), told.told)
                notices.append({"becomes": what, **told.model_dump(mode="json")})
        counts = ", ".join(f"{len(letters)} {what}" for what, letters in vars(piles).items())
        self.log.info("%d dead letters: %s", len(notices), counts)
        context["ti"].xcom_push(key=LETTERS_KEY, value=notices[:MAX_TOLD])
