"""The picture that an order starts from: ``options["image_url"]`` of the order as submitted.

It is an http(s) address the service can reach, or a ``data:`` URI with the picture's bytes. The
order as the ledger knows it should name the picture by its digest, not by an address that expires.
"""

import re

from include.providers.errors import Fatal
from include.providers.values import Order

_DATA = re.compile(r"data:image/[a-z0-9.+-]+;base64,[A-Za-z0-9+/]+=*")
_HTTP = re.compile(r"https?://[^\s\"'<>\\]+")


def picture_url(order: Order) -> str:
    """Return the address of the order's picture, "" when it has none.

    Raises:
        Fatal: It is neither an http(s) URL nor a ``data:`` URI of an image.
    """
    url = order.options.get("image_url") or ""
    if url and not (isinstance(url, str) and (_HTTP.fullmatch(url) or _DATA.fullmatch(url))):
        raise Fatal(
            "The order's image_url is neither an http(s) URL nor a data:image/…;base64 URI. "
            "Correct the step that makes the picture."
        )
    return str(url)


def picture_base64(order: Order) -> str:
    """Return the picture's bytes as base64 when the order carries them, else ""."""
    url = picture_url(order)
    return url.partition(",")[2] if url.startswith("data:") else ""
