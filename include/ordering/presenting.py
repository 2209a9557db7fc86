"""An order as it is sent: a picture or recording named by digest becomes that file itself.

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
    """Puts files of the media store into orders.

    An order names the picture it starts from in ``options["image"]``, and the recording that is to
    be listened to in ``options["recording"]``, by the digest of the order that made it.
    """

    store: MediaStore

    def __call__(self, order: Order) -> Order:
        """Return the order with ``options["image_url"]``, a ``data:`` URI, or ``["wav"]``, bytes.

        Raises:
            Retryable: The store has lost the file.
            Fatal: The file is too large to be sent.
        """
        options = dict(order.options)
        if digest := options.pop("image", ""):
            kind, data = self._file("picture", str(digest), order)
            options["image_url"] = f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
        if digest := options.pop("recording", ""):
            _, options["wav"] = self._file("recording", str(digest), order)
        return order if options == order.options else replace(order, options=options)

    def _file(self, what: str, digest: str, order: Order) -> tuple[str, bytes]:
        media = self.store.find(digest)
        if media is None:
            raise Retryable(
                f"The {what} {digest[:12]} that the {order.stage} starts from is not in the "
                "media store any more. The next try makes it again."
            )
        if media.size_bytes > LARGEST_BYTES:
            raise Fatal(
                f"The {what} {digest[:12]} has {media.size_bytes / 1e6:.0f} MB, more than "
                f"the {LARGEST_BYTES >> 20} MB that are sent. Have smaller {what}s made."
            )
        with self.store.open(media) as stream:
            return media.content_type, stream.read()
