"""Send a short to its targets, each of them once."""

from collections.abc import Iterable
from pathlib import Path

from include.domain import Publication, Short
from include.ledger.ledger import Ledger
from include.ledger.publications import PUBLISHED, Held
from include.providers import base, catalogue
from include.providers.errors import Fatal
from include.shorts.making import files
from include.storage.media import MediaStore


def publish(
    short: Short,
    *,
    batch: str,
    targets: Iterable[str],
    store: MediaStore,
    book: Ledger,
    root: Path,
    owner: str,
) -> tuple[Publication, ...]:
    """Publish a short of a batch to the targets it is not on yet.

    Raises:
        Fatal: A target does not exist, or another task is sending the short to it right now.
        OSError: The target's folder cannot be written; nothing is confirmed.
    """
    key = f"{batch}/{short.topic_id}"
    sources = {ending: store.local(media) for ending, media in files(short).items()}
    publications = []
    for target in targets:
        publisher = catalogue.find("publish", target)()
        if not isinstance(publisher, base.LocalPublisher):
            raise Fatal(f"{target} cannot be published to yet. Choose another target.")
        held = book.publications.claim(key, target, owner=owner)
        if held.ours:
            try:
                path = publisher.deliver(sources, root=root, batch=batch, slug=short.slug)
            except OSError as error:
                book.publications.failed(key, target, str(error))
                raise
            book.publications.confirm(key, target, path=str(path))
        elif held.state != PUBLISHED:
            raise Fatal(_busy(short, held))
        publications.append(_publication(book, key, target))
    return tuple(publications)


def _publication(book: Ledger, key: str, target: str) -> Publication:
    (held,) = (each for each in book.publications.of(key) if each.target == target)
    return Publication(
        target=target,
        state="published",
        path=held.path,
        url=held.url,
        published_at=held.claimed_at,
    )


def _busy(short: Short, held: Held) -> str:
    return (
        f"{short.title!r} is {held.state} on {held.target} by {held.owner}. "
        "Wait for that task, or look at the target and settle the row in the ledger."
    )
