"""From connection ``dailies_media`` to the media store.

The connection's ``host`` is the root as a URL (``s3://bucket/prefix``), its ``extra.conn_id`` the
connection with the bucket's credentials. Without it, files live below the data folder.
"""

from typing import TYPE_CHECKING

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

from include.providers.errors import Fatal
from include.settings import Settings

if TYPE_CHECKING:
    from include.storage.media import MediaStore

CONN_ID = "dailies_media"


def media_store(conn_id: str = CONN_ID) -> "MediaStore":
    """Return the media store of this installation."""
    from include.storage.media import MediaStore

    try:
        connection = BaseHook.get_connection(conn_id)
    except AirflowNotFoundException:
        return MediaStore(Settings.from_env().media)
    from airflow.sdk import ObjectStoragePath

    root = connection.host or str(Settings.from_env().media.as_uri())
    credentials = connection.extra_dejson.get("conn_id") or None
    try:
        return MediaStore(ObjectStoragePath(root, conn_id=credentials))
    except ImportError as error:
        raise Fatal(
            f"Connection {conn_id} keeps media at {root}, which needs a package that is not "
            f"installed: {error}. Install it beside Airflow, on every worker and the triggerer."
        ) from error
