"""Looking after an accepted job: one poll, and its result into the media store."""

import logging
import time
from dataclasses import dataclass
from http import HTTPStatus

from include.domain import Media
from include.ledger import entries as states
from include.ledger.entries import Entry
from include.ledger.ledger import Ledger
from include.ordering.asking import Ask, Asker, Pending
from include.ordering.fulfilled import Fulfilled
from include.ordering.submitting import cancel
from include.providers.base import JobProvider
from include.providers.errors import (
    BadReply,
    Fatal,
    Lost,
    ProviderError,
    Refused,
    Retryable,
)
from include.providers.transport import ask, download, progress_of
from include.providers.values import Job, Progress, Reply, Result, State
from include.storage.media import MediaStore
from include.storage.writing import room

ACCOUNT = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.PAYMENT_REQUIRED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
    HTTPStatus.TOO_MANY_REQUESTS,
)
"""Says something about us, not about the job."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Collector:
    """Polls and collects the jobs of one provider on behalf of one task."""

    provider: JobProvider
    ledger: Ledger
    store: MediaStore
    asker: Asker

    def look(self, asked: Ask, entry: Entry) -> Fulfilled | Pending | None:
        """Poll once; collect what has succeeded. ``None`` when the job was cancelled.

        Raises:
            ProviderError: The job failed or is lost (its row is closed), or the service has
                trouble with the result, or at the deadline (its row stays open).
        """
        what = f"Polling {asked.subject} at {self.provider.name}"
        try:
            reply = ask(self.provider, self.provider.poll(entry.job), what=what, known=True)
            progress = progress_of(self.provider, reply)
        except (Retryable, BadReply) as error:
            # a page of some proxy in between: the trigger counts how long that goes on,
            # but polls no more once the deadline has passed
            if time.time() >= self._deadline_at(entry):
                self._mark(entry, error)
                raise
            log.warning("%s Looking again later.", error)
            hint_s = error.retry_after_s if isinstance(error, Retryable) else None
            return self._pending(asked, entry, hint_s)
        except ProviderError as error:
            self._mark(entry, error)
            raise
        match progress.state:
            case State.SUCCEEDED:
                return self._collected(asked, entry, reply)
            case State.CANCELLED:
                self.ledger.orders.closed(entry, states.CANCELLED)
                log.warning("Job %s for %s was cancelled", entry.job_id, asked.subject)
                return None
            case State.FAILED:
                raise self._failed(asked, entry, progress)
        if time.time() >= self._deadline_at(entry):
            raise self._given_up(asked, entry)
        return self._pending(asked, entry, progress.next_poll_s)

    def known(self, asked: Ask) -> Fulfilled | None:
        """Return what the store already has for an order; nothing is asked or paid."""
        media = self.store.find(asked.digest)
        if media is None:
            return None
        entry = self.ledger.orders.latest(asked.digest)
        if entry and entry.state == states.INTENT and self._dead(entry):
            # killed between storing what came with the reply and writing that it was accepted
            self.ledger.orders.accepted(entry, Job(""))
            entry = self.ledger.orders.latest(asked.digest)
        if entry and entry.state == states.ACCEPTED:
            # killed between storing the file and writing so
            self.ledger.orders.succeeded(entry, media, usd=None)
        log.info("%s is in the media store already", asked.subject)
        return self._fulfilled(asked, media, reused=True)

    def kept(self, asked: Ask) -> Fulfilled | None:
        """Return what was stored with the reply to the order's submission."""
        media = self.store.find(asked.digest)
        return self._fulfilled(asked, media) if media else None

    def keep(self, asked: Ask, result: Result) -> Media:
        """Fetch a result into the media store, as what fulfils the order.

        Raises:
            ProviderError: It cannot be had.
            StoreFull: There is no room for it.
        """
        what, folder = f"Fetching {asked.subject} from {self.provider.name}", self.store.partials()
        with room(str(folder)):
            got = download(self.provider, result, folder, what=what)
        return self.store.put(got.path, got.content_type, order_digest=asked.digest, move=True)

    def again(self, asked: Ask, entry: Entry) -> Fulfilled | None:
        """Collect a job once more whose file the store has lost, before it is paid for anew."""
        try:
            what = f"Polling {asked.subject} at {self.provider.name}"
            reply = ask(self.provider, self.provider.poll(entry.job), what=what, known=True)
            if progress_of(self.provider, reply).state is State.SUCCEEDED:
                return self._collected(asked, entry, reply)
        except ProviderError as error:
            log.warning("%s was made but its file is gone: %s", asked.subject, error)
        return None

    def _collected(self, asked: Ask, entry: Entry, polled: Reply) -> Fulfilled:
        try:
            result = self._result(asked, entry, polled)
        except ProviderError as error:
            self._mark(entry, error)
            raise
        try:
            media = self.keep(asked, result)
        except ProviderError as error:
            self._mark(entry, error, made=True)
            raise
        self.ledger.orders.succeeded(entry, media, usd=result.cost_usd)
        size_mb = media.size_bytes / 1e6
        log.info("Stored %s from job %s (%.1f MB)", asked.subject, entry.job_id, size_mb)
        return self._fulfilled(asked, media, duration_s=result.duration_s)

    def _result(self, asked: Ask, entry: Entry, polled: Reply) -> Result:
        request = self.provider.fetch(entry.job)
        if request:
            what = f"Asking for the result of {asked.subject} at {self.provider.name}"
            polled = ask(self.provider, request, what=what, known=True)
        polled.json()  # a proxy's page says nothing about the job, whose row then stays open
        try:
            return self.provider.result(polled)
        except BadReply as error:
            self._close(entry, states.FAILED, error)
            raise

    def _mark(self, entry: Entry, error: ProviderError, *, made: bool = False) -> None:
        """Close the row when the job is over; keep it open when only our way to it is blocked."""
        status = error.status or 0
        hopeless = isinstance(error, Fatal) and status >= HTTPStatus.BAD_REQUEST
        if isinstance(error, Refused):
            self._close(entry, states.REFUSED, error, made=made)
        elif isinstance(error, Lost):
            self._close(entry, states.LOST, error, made=made)
        elif hopeless and status not in ACCOUNT:
            self._close(entry, states.FAILED, error, made=made)
        else:
            self.ledger.orders.noted(entry, error)

    def _failed(self, asked: Ask, entry: Entry, progress: Progress) -> ProviderError:
        name = self.provider.name
        said = f"{name} failed {asked.subject}: {progress.detail or 'it does not say why'}. "
        error = progress.error or Lost(f"{said}A new order is needed.")
        state = {Refused: states.REFUSED, Lost: states.LOST}.get(type(error), states.FAILED)
        self._close(entry, state, error)
        return error

    def _close(self, entry: Entry, state: str, error: ProviderError, *, made: bool = False) -> None:
        """Close the row of a job that is over; what was ``made`` is paid, whatever became of it."""
        billed = made or self.provider.billed(error)
        self.ledger.orders.closed(entry, state, error, billed=billed)

    def _given_up(self, asked: Ask, entry: Entry) -> Lost:
        cancel(self.provider, entry.job)
        error = Lost(
            f"{asked.subject} was not finished by {self.provider.name} within "
            f"{self.provider.deadline_s:.0f} s and was given up. A new order is needed."
        )
        self.ledger.orders.closed(entry, states.LOST, error)
        return error

    def _dead(self, entry: Entry) -> bool:
        """Whether nobody is submitting: the try that wrote the intent is over."""
        mine = entry.owner == self.asker.owner
        return mine or entry.lease_until.timestamp() <= time.time()

    def _deadline_at(self, entry: Entry) -> float:
        accepted = entry.accepted_at or entry.submitted_at
        return accepted.timestamp() + self.provider.deadline_s

    def _pending(self, asked: Ask, entry: Entry, hint_s: float | None) -> Pending:
        poll_at, deadline_at = time.time() + (hint_s or 0.0), self._deadline_at(entry)
        return Pending(asked.subject, asked.digest, entry.job, deadline_at, poll_at)

    def _fulfilled(
        self,
        asked: Ask,
        media: Media,
        *,
        duration_s: float | None = None,
        reused: bool = False,
    ) -> Fulfilled:
        return Fulfilled(
            order=asked.order,
            provider=self.provider.name,
            media=media,
            cost_usd=self.ledger.orders.cost_usd(asked.digest, batch=self.asker.batch),
            duration_s=duration_s,
            licence=self.provider.licence,
            made_with_ai=self.provider.made_with_ai,
            reused=reused,
        )
