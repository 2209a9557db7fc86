"""S3: the approved short with its captions, cover and description, in a bucket.

Limits: those of the bucket; an object appears whole or not at all.

The connection's host is where they go, such as ``s3://bucket/prefix``; extra ``conn_id`` names the
connection that holds the bucket's credentials. Any other place that Airflow's object storage knows
(``gs://``, ``abfs://``) will do, where its package is installed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from include.providers.base import LocalPublisher
from include.providers.values import Setting
from include.storage.media import LOCAL
from include.storage.placing import in_order, place


class S3(LocalPublisher):
    """Writes ``<root>/<batch>/<slug>.<ending>``; the video appears last."""

    docs_url = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html"
    limits = "An object of up to 5 TB; written whole, so that nobody reads half of one."
    settings = (
        Setting("host", "where the files go: `s3://bucket/prefix`"),
        Setting("conn_id", "the connection with the bucket's credentials"),
        Setting("public_url", "where `host` is seen by viewers, for the link in the report"),
    )

    @property
    def credentials(self) -> str:
        """Name of the connection with the bucket's credentials."""
        return str(self.account.extra.get("conn_id") or "")

    def deliver(self, files: Mapping[str, Path], *, root: Any, batch: str, slug: str) -> Any:
        """Write the objects; running it again writes the same objects again."""
        folder = root / batch
        if getattr(root, "protocol", "file") in LOCAL:
            place(files, Path(getattr(folder, "path", folder)), slug)
        else:
            for ending in in_order(files):
                # in one go: whoever closes an object that is half written shows it
                (folder / f"{slug}{ending}").write_bytes(files[ending].read_bytes())
        return folder / f"{slug}.mp4"

    def url_of(self, placed: Any) -> str:
        """Return the address below ``public_url``; "" where there is none."""
        public = str(self.account.extra.get("public_url") or "").rstrip("/")
        return f"{public}/{placed.parent.name}/{placed.name}" if public else ""
