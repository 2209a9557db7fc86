"""What can go wrong with the media store.

::

    StorageError
    ├── MissingMedia     the file is not in the store
    ├── CorruptMedia     its bytes are not those it was stored with
    └── StoreFull        no room is left; nothing half-written stays behind
"""


class StorageError(Exception):
    """Root of the tree; never raised itself."""


class MissingMedia(StorageError):
    """The store has no such file: deleted by hand, or written to another root."""


class CorruptMedia(StorageError):
    """The bytes do not match the digest; used nowhere, so that it cannot reach a viewer."""


class StoreFull(StorageError):
    """The disk or bucket takes no more. Kept apart because a person must make room."""
