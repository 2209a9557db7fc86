"""Files of a short, as players want them: in ranges, with their types.

What is asked for is a short in the ledger and one of its files, so no address leads out of the
media store, or to a file of which it is not known whose it is.
"""

import logging
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, HTTPException
from starlette.responses import FileResponse

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from dailies.ui.access import Visiting
from include.domain import Media
from include.ledger.gallery import Kept
from include.shorts.making import files
from include.storage.errors import StorageError

NAMES = {
    "video.mp4": ".mp4",
    "cover.jpg": ".jpg",
    "preview.webp": ".webp",
    "captions.vtt": ".vtt",
    "captions.srt": ".srt",
    "short.json": ".json",
    "edit.json": ".edit.json",
}
"""What can be asked for, and the ending it is published under."""

UNKNOWN = "There is no such file here"
FOR_GOOD_S = 31_536_000

log = logging.getLogger(__name__)


def router() -> APIRouter:
    """Return the route of all media."""
    routes = APIRouter()

    @routes.api_route("/media/{batch}/{topic_id}/{name}", methods=["GET", "HEAD"])
    def media(batch: str, topic_id: str, name: str, visitor: Visiting, v: str = "") -> FileResponse:
        kept = ledger().gallery.find(batch, topic_id)
        if kept is None or name not in NAMES or not visitor.may_look(kept.dag_id):
            raise HTTPException(HTTPStatus.NOT_FOUND, UNKNOWN)
        wanted = files(kept.short)[NAMES[name]]
        return FileResponse(
            _local(wanted, kept),
            media_type=wanted.content_type,
            headers={"etag": f'"{wanted.digest}"', "cache-control": _keeping(wanted, v)},
            filename=f"{kept.short.slug}{NAMES[name]}",
            content_disposition_type="inline",
        )

    return routes


def _keeping(wanted: Media, version: str) -> str:
    """A browser may keep a version for good, but nobody in between may."""
    for_good = version and wanted.digest.startswith(version)
    return f"private, max-age={FOR_GOOD_S}, immutable" if for_good else "private, no-cache"


def _local(wanted: Media, kept: Kept) -> Path:
    try:
        path = _checked(wanted)
        if path.stat().st_size != wanted.size_bytes:
            _checked.cache_clear()
            path = _checked(wanted)
    except (StorageError, OSError) as error:
        log.warning("A file of %r cannot be shown: %s", kept.key, error)
        raise HTTPException(HTTPStatus.NOT_FOUND, "This file is no longer in the store") from None
    return path


@lru_cache(maxsize=4096)
def _checked(wanted: Media) -> Path:
    """Compare the bytes with the digest once, not for each range that a player asks for."""
    return media_store().local(wanted)
