"""Make room in the media store."""

from typing import TYPE_CHECKING, Any

from dailies.operators.stage import DocumentedOperator
from dailies.run import housekeeping_of

if TYPE_CHECKING:
    from airflow.sdk import Context

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S


class SweepMediaOperator(DocumentedOperator):
    """Delete what killed writers and renders left half-written, and media long not used.

    Media go only where the run has `media_days`. What a short that is neither published nor
    rejected, an open order or a dead letter needs is kept, whatever its age, and so is what was
    published: that is a copy of its own. Safe to run again.
    """

    def execute(self, context: "Context") -> dict[str, Any]:
        """Return how much was, or on a dry run would be, deleted."""
        from dailies.hooks.ledger import ledger
        from dailies.hooks.media import media_store
        from include.shorts.folders import sweep
        from include.shorts.making import order_of
        from include.storage.retention import sweep_media, sweep_partials

        request, store, book = housekeeping_of(context), media_store(), ledger()
        would = "would be " if request.dry_run else ""
        delete = not request.dry_run
        if delete:
            sweep(store.partials())
        partials = sweep_partials(store, older_than_s=request.partial_hours * HOUR_S, delete=delete)
        self.log.info("%d partial files %sdeleted", partials, would)
        if request.media_days is None:
            self.log.info("No media_days: all media are kept")
            return {"partials": partials}
        edits = book.shorts.undecided()
        needed = {*book.orders.needed(), *edits, *(order_of(edit) for edit in edits)}
        swept = sweep_media(
            store, unused_s=request.media_days * DAY_S, needed=needed, delete=delete
        )
        self.log.info(
            "%d files (%.1f MB), not used for %d days, %sdeleted; %d files kept",
            swept.files,
            swept.size_bytes / 1e6,
            request.media_days,
            would,
            swept.kept,
        )
        return {"partials": partials, "files": swept.files, "size_bytes": swept.size_bytes}
