"""Where topics come from when a run does not name them: a URL, a file, or the shipped feed."""

from urllib.parse import unquote, urlsplit

from include.providers.errors import Fatal
from include.providers.values import Reply
from include.resources import RESOURCES
from include.settings import PROJECT

EVERGREEN = RESOURCES / "feeds/evergreen.xml"
"""The feed that is shipped: twenty topics that do not age."""

MAX_FEED_BYTES = 20_000_000


def is_remote(source: str) -> bool:
    """Say whether a source must be fetched over HTTP.

    Raises:
        Fatal: The source's scheme is none that a feed can have.
    """
    scheme = urlsplit(source).scheme.lower()
    if scheme in ("http", "https"):
        return True
    if scheme in ("", "file"):
        return False
    raise Fatal(
        f"Feed {source!r} has scheme {scheme!r}. Give an http(s) URL or the path of a file."
    )


def read_file(source: str) -> Reply:
    """Read a feed from a file, as if it had been fetched; relative to the project.

    Raises:
        Fatal: The file does not exist, is no file, cannot be read, or is too large.
    """
    parts = urlsplit(source)
    path = PROJECT / (unquote(parts.path) if parts.scheme else source)
    try:
        if path.stat().st_size > MAX_FEED_BYTES:
            raise Fatal(
                f"Feed file {path} is larger than {MAX_FEED_BYTES // 1_000_000} MB. Is it a feed?"
            )
        return Reply(status=200, headers={}, body=path.read_bytes())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or str(error)
        raise Fatal(f"Feed file {path} cannot be read: {reason}. Correct the path.") from error
