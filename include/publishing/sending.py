"""Send a short to its targets, each of them once; one in trouble neither stops nor repeats others.

Every target is a row of the ledger. It is claimed before anything is sent, and each claim takes
over from the one before; what a killed attempt left is found by the next.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from include.domain import Publication, Short
from include.domain.post import Post
from include.ledger.ledger import Ledger
from include.ledger.publications import DONE, FAILED, UNCONFIRMED, WAITING, Held, TakenOver
from include.providers.base import LocalPublisher, PublishProvider
from include.providers.errors import Fatal, ProviderError, Refused, Retryable, Unconfirmed, named
from include.providers.publishing import Published, RemotePublisher
from include.publishing.composing import composed
from include.publishing.posts import key_of, post_of
from include.publishing.talking import Paused, Stop, Stopped, Talk
from include.storage.errors import StorageError
from include.storage.media import MediaStore

log = logging.getLogger(__name__)

GIVEN_UP_AFTER = timedelta(days=14)
"""A publication that is not through by then never will be."""
SETTLING = (
    "Look there, then run housekeeping with settle: "
    '[{{"short": "{short}", "target": "{target}", "public": true or false}}]. '
    "Nothing is sent before that."
)


@dataclass(frozen=True)
class Target:
    """A target with its account; ``root`` is where a local one puts files."""

    publisher: PublishProvider
    root: Any = None


Find = Callable[[str], Target]
"""Gives the target of a name; may raise of the error tree, which then is that target's trouble."""


@dataclass(frozen=True)
class Sender:
    """Sends the shorts of one batch for one task; ``try_id`` is ``<times cleared>:<its try>``."""

    batch: str
    store: MediaStore
    book: Ledger
    find: Find
    owner: str
    try_id: str = ""
    publish_at: datetime | None = None
    stop: Stop = lambda: None

    def send(self, short: Short, targets: Iterable[str]) -> "Sent":
        """Take every target as far as it goes.

        Raises:
            TakenOver: Another attempt goes on with it.
        """
        sent = Sent()
        for target in targets:
            try:
                paused = self._one(short, target)
            except ProviderError as error:
                log.warning("%s is not on %s: %s", short.title, target, error)
                sent.errors.append(error)
            else:
                if paused:
                    log.info("%s waits: %s", target, paused.why)
                    sent.paused.append(paused)
        sent.publications = publications_of(self.book, key_of(self.batch, short.topic_id))
        return sent

    def _one(self, short: Short, target: str) -> Paused | None:
        """Send to one target, whatever came of it before; what it waits for, if it has to."""
        key = key_of(self.batch, short.topic_id)
        for before in self.book.publications.of(key):
            if before.target == target:
                if paused := self._waits(before):
                    return paused
                self._check_given_up(before)
        self.stop()
        held = self.book.publications.claim(key, target, owner=self.owner, try_id=self.try_id)
        if not held.ours:
            _check(short, held)
            return None
        self.stop()
        try:
            return self._sent(short, held)
        except (Stopped, TakenOver):
            raise
        except Exception as error:
            # of whatever kind: it is one target's trouble, and the others have none of it
            raise self._ended(held, error) from error

    def _waits(self, before: Held) -> Paused | None:
        """What this very try was told to wait for; a task that is cleared waits no more."""
        if (before.state, before.try_id) != (WAITING, self.try_id):
            return None
        until = before.not_before
        return Paused(until, before.error) if until and until > datetime.now(UTC) else None

    def _check_given_up(self, before: Held) -> None:
        """Raise what no retry mends: one for another target's sake is none for this one's."""
        asking = self.try_id.rpartition(":")[0]
        same = asking and before.try_id.startswith(f"{asking}:") and before.owner == self.owner
        error = named(before.error_kind, before.error)
        if before.state == FAILED and same and isinstance(error, (Refused, Fatal)):
            raise error

    def _sent(self, short: Short, held: Held) -> Paused | None:
        target = self.find(held.target)
        post = post_of(
            short,
            batch=self.batch,
            target=held.target,
            store=self.store,
            publish_at=self.publish_at,
        )
        if paused := self._early(target.publisher, held):
            return paused
        if isinstance(target.publisher, RemotePublisher):
            return self._talked(target.publisher, post, held)
        if not isinstance(target.publisher, LocalPublisher):
            raise Fatal(f"{held.target} cannot be published to. Choose another target.")
        sources = {ending: self.store.local(media) for ending, media in post.files.items()}
        placed = target.publisher.deliver(
            sources, root=target.root, batch=self.batch, slug=short.slug
        )
        self.stop()
        self.book.publications.confirm(held, path=str(placed), url=target.publisher.url_of(placed))
        return None

    def _early(self, publisher: PublishProvider, held: Held) -> Paused | None:
        """Wait where the platform itself cannot."""
        at = self.publish_at
        waits = not (isinstance(publisher, RemotePublisher) and publisher.schedules)
        if not at or at <= datetime.now(UTC) or not waits:
            return None
        return self._paused(
            held, Paused(at, f"It is to be public from {at:%Y-%m-%d %H:%M} UTC on.")
        )

    def _talked(self, publisher: RemotePublisher, post: Post, held: Held) -> Paused | None:
        if not held.memo and (refusal := publisher.refusal(post)):
            raise Refused(f"{post.title!r} is nothing for {held.target}: {refusal}.")
        post = composed(post, publisher.wording)
        file = cache(lambda ending: self.store.local(post.files[ending]))
        talk = Talk(publisher, post, held, self.book, file, stop=self.stop)
        result = talk.result()
        self.stop()
        if isinstance(result, Published):
            self.book.publications.confirm(
                held,
                url=result.url,
                remote_id=result.remote_id,
                scheduled_for=result.scheduled_for,
                note=result.note,
            )
            return None
        return self._paused(held, result)

    def _paused(self, held: Held, paused: Paused) -> Paused:
        began = max(filter(None, (held.began_at, self.publish_at)), default=paused.until)
        if paused.until - began > GIVEN_UP_AFTER and paused.until != self.publish_at:
            raise Fatal(
                f"Publishing to {held.target} has not come to an end since {began:%Y-%m-%d}: "
                f"{paused.why} Look there, then clear the task."
            )
        self.book.publications.wait(held, paused.until, paused.why)
        return paused

    def _ended(self, held: Held, error: Exception) -> ProviderError:
        """Write an error down and return it as one of the tree."""
        publications = self.book.publications
        if isinstance(error, Unconfirmed):
            how = SETTLING.format(short=held.short_key, target=held.target)
            error.args = (f"{error} {how}",)
            publications.unconfirmed(held, str(error))
            return error
        if isinstance(error, (StorageError, OSError)):
            error = Retryable(f"Publishing to {held.target} failed: {error}")
        elif not isinstance(error, ProviderError):
            log.error("Publishing to %s failed as nobody expected", held.target, exc_info=error)
            said = (
                f"Publishing to {held.target} failed: {type(error).__name__}. See the task's log."
            )
            error = Retryable(said)
        publications.failed(held, str(error), kind=type(error).__name__)
        return error


@dataclass
class Sent:
    """How far all targets have come."""

    publications: tuple[Publication, ...] = ()
    paused: list[Paused] = field(default_factory=list)
    errors: list[ProviderError] = field(default_factory=list)

    @property
    def wake_at(self) -> datetime | None:
        """When there is something to do again, if anything waits."""
        return min((each.until for each in self.paused), default=None)

    @property
    def worst(self) -> ProviderError | None:
        """The error to end with: one that a retry may mend, for the others stay as they are."""
        passing = [each for each in self.errors if isinstance(each, Retryable)]
        return next(iter((*passing, *self.errors)), None)


def publications_of(book: Ledger, key: str) -> tuple[Publication, ...]:
    """Return what the ledger has of a short's publications, as they are reported."""
    return tuple(_publication(held) for held in book.publications.of(key))


def _publication(held: Held) -> Publication:
    return Publication(
        target=held.target,
        state=held.state,
        path=held.path,
        url=held.url,
        published_at=held.finished_at if held.state in DONE else None,
        scheduled_for=held.scheduled_for,
        error=held.error,
    )


def _check(short: Short, held: Held) -> None:
    """Raise what keeps a publication that is not ours from being done."""
    if held.state in DONE:
        return
    if held.state == UNCONFIRMED:
        raise Unconfirmed(held.error)
    if held.state == FAILED:
        raise named(held.error_kind, held.error)
    raise Fatal(
        f"{short.title!r} is {held.state} on {held.target} by {held.owner}. "
        "Wait for that task; what it leaves may be taken over after half an hour."
    )
