"""What a service answered, as it was kept."""

from typing import TYPE_CHECKING

from include.providers.errors import Retryable
from include.providers.values import Reply
from include.storage.media import MediaStore

if TYPE_CHECKING:
    from include.ordering.fulfilled import Fulfilled


def reply_of(result: "Fulfilled", store: MediaStore) -> Reply:
    """Return the reply that fulfils an order, to be read again.

    Raises:
        Retryable: There is none.
    """
    if result.media is None:
        raise Retryable(f"{result.provider} gave nothing for an order. The next try asks again.")
    with store.open(result.media) as stream:
        return Reply(200, {"content-type": result.media.content_type}, stream.read())
