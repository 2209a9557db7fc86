"""From a short in the store to the post of it that a target is given."""

from datetime import datetime

from include.domain import Short, digest_of
from include.domain.post import Post
from include.domain.sidecar import Sidecar
from include.providers.errors import Fatal
from include.shorts.making import files
from include.storage.media import MediaStore

MARK_DIGITS = 12
COVER_S = 1.0
"""Here the title stands on the first picture."""


def key_of(batch: str, topic_id: str) -> str:
    """Return what a short is known by in the ledger's publications."""
    return f"{batch}/{topic_id}"


def post_of(
    short: Short,
    *,
    batch: str,
    target: str,
    store: MediaStore,
    publish_at: datetime | None = None,
) -> Post:
    """Return the post of a short, in the words of its sidecar.

    Raises:
        Fatal: Its sidecar cannot be read.
        StorageError: It is not in the store.
    """
    try:
        said = Sidecar.model_validate_json(store.local(short.sidecar).read_bytes())
    except ValueError:
        raise Fatal(
            f"The sidecar of {short.title!r} cannot be read. Clear render_short to write it again."
        ) from None
    key = key_of(batch, short.topic_id)
    return Post(
        short_key=key,
        target=target,
        mark=digest_of([key, target])[:MARK_DIGITS],
        title=said.title,
        description=said.description,
        hashtags=said.hashtags,
        language=said.language,
        duration_s=short.duration_s,
        width_px=short.width_px,
        height_px=short.height_px,
        cover_s=min(COVER_S, short.duration_s / 3),
        files=files(short),
        sources=said.sources,
        credits=said.credits,
        disclosure=said.disclosure,
        publish_at=publish_at,
    )
