"""An order as it is sent: the picture it starts from, named by digest, becomes the picture itself.

Only the copy that is sent carries it, so that neither bytes nor an address that expires gets into
the order's digest or the ledger.
"""

import base64
from dataclasses import dataclass, replace

from include.providers.errors import Fatal, Retryable
from include.providers.values import Order
from include.storage.media import MediaStore

LARGEST_BYTES = 16 << 20
"""Services take pictures of a few megabytes; base64 makes a third more of it."""


@dataclass(frozen=True)
class Presenter:
    """Puts pictures of the media store into orders.

    An order names its picture in ``options["image"]``, by the digest of the order that made it.
    """

    store: MediaStore

    def __call__(self, order: Order) -> Order:
        """Return the order with ``options["image_url"]``, a ``data:`` URI; as it is without one.

        Raises:
            Retryable: The store has lost the picture.
            Fatal: The picture is too large to be sent.
        """
        digest = order.options.get("image")
        if not digest:
            return order
        media = self.store.find(str(digest))
        if media is None:
            raise Retryable(
                f"The picture {str(digest)[:12]} that the {order.stage} starts from is not in the "
                "media store any more. The next try makes it again."
            )
        if media.size_bytes > LARGEST_BYTES:
            raise Fatal(
                f"The picture {str(digest)[:12]} has {media.size_bytes / 1e6:.0f} MB, more than "
                f"the {LARGEST_BYTES >> 20} MB that are sent. Have smaller pictures made."
            )
        with self.store.open(media) as stream:
            data = base64.b64encode(stream.read()).decode("ascii")
        url = f"data:{media.content_type};base64,{data}"
        others = {name: value for name, value in order.options.items() if name != "image"}
        return replace(order, options={**others, "image_url": url})
