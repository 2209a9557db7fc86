"""The picture that an order starts from: ``options["image_url"]`` of the order as submitted.

It is an http(s) address the service can reach, or a ``data:`` URI with the picture's bytes. The
order as the ledger knows it names the picture by its digest, in ``options["image"]``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from include.providers.errors import Fatal
from include.providers.values import Order

NAMES = ("image", "image_url")
"""Options that say which picture it is, and no field of any service."""

_DATA = re.compile(r"data:image/[a-z0-9.+-]+;base64,[A-Za-z0-9+/]+=*")
_HTTP = re.compile(r"https?://[^\s\"'<>\\]+")


@dataclass(frozen=True)
class Picture:
    """A picture that an order carries; ``data`` is its bytes as base64."""

    mime_type: str
    data: str = field(repr=False)


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


def carried(order: Order, who: str) -> Picture | None:
    """Return the picture that the order carries, for a service that takes nothing but its bytes.

    Raises:
        Fatal: The order has an address instead.
    """
    url = picture_url(order)
    if url and not url.startswith("data:"):
        raise Fatal(
            f"{who} takes the bytes of a picture, and the order has its address. Have the picture "
            "made by a provider of images."
        )
    kind, _, data = url.removeprefix("data:").partition(";base64,")
    return Picture(kind, data) if url else None


def wishes(order: Order) -> Mapping[str, Any]:
    """Return the order's options less its picture: further fields of the request."""
    return {name: value for name, value in order.options.items() if name not in NAMES}


def without_picture(order: Order, who: str, instead: str) -> Mapping[str, Any]:
    """Return the order's options for a service that starts from no picture.

    Raises:
        Fatal: The order has one.
    """
    if picture_url(order):
        raise Fatal(f"{who} starts from no picture, and the order has one. Choose {instead}.")
    return wishes(order)
