"""The only place that knows where files live: keys below the root of the media store.

A file's key is the SHA-256 of its bytes; a pointer's key is the digest of the order it fulfils.
"""

import hashlib
import re

EXTENSIONS = {
    "application/json": ".json",
    "application/x-subrip": ".srt",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "text/vtt": ".vtt",
    "text/x-ass": ".ass",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
}
"""So that players and people see what a file is; an unknown type has no extension."""

PARTIAL = "partial"
"""Folder of files still being written; nothing ever reads from it."""

FILES, POINTERS = "files", "orders"
"""Folders of the files, and of the pointers from orders to them."""

MAX_NAME = 100

_DIGEST = re.compile(r"[0-9a-f]{64}")
_ODD = re.compile(r"[^A-Za-z0-9_.-]+")


def file(digest: str, content_type: str) -> str:
    """Key of a file by the SHA-256 of its bytes (64 hex digits).

    Raises:
        ValueError: ``digest`` is no SHA-256; it would name a place outside the store.
    """
    kind = content_type.partition(";")[0].strip().lower()
    return f"{FILES}/{_split(digest)}{EXTENSIONS.get(kind, '')}"


def pointer(order_digest: str) -> str:
    """Key of the pointer from an order's digest to the file that fulfils it.

    Raises:
        ValueError: ``order_digest`` is no SHA-256.
    """
    return f"{POINTERS}/{_split(order_digest)}.json"


def batch_key(run_id: str) -> str:
    """Return a run id as the name of a file or folder, the same on every file system.

    A run id that cannot be a name as it is gets a digest, so that two ids never share a name.
    """
    name = _ODD.sub("-", run_id).strip("-.")[:MAX_NAME]
    if name == run_id:
        return name
    return f"{name}-{hashlib.sha256(run_id.encode()).hexdigest()[:8]}".lstrip("-")


def _split(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is not a SHA-256 digest of 64 lower-case hex digits.")
    return f"{digest[:2]}/{digest}"
