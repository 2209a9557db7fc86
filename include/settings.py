"""Where this installation keeps what it writes; the only reader of our environment variables."""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Folders below the data root, that of the channel files, and how pages are opened.

    ``DAILIES_DATA`` and ``DAILIES_CHANNELS`` move the folders; ``DAILIES_BROWSER_SANDBOX`` is
    ``off`` where the kernel lets Chromium have none.
    """

    data: Path
    channels: Path = PROJECT / "include" / "channels"
    browser_sandbox: bool = True

    @classmethod
    def from_env(cls) -> "Settings":
        """Read the environment; relative paths are relative to the project, not to the caller."""
        return cls(
            data=_folder("DAILIES_DATA", ".data"),
            channels=_folder("DAILIES_CHANNELS", "include/channels"),
            browser_sandbox=os.environ.get("DAILIES_BROWSER_SANDBOX", "on").lower() != "off",
        )

    @property
    def media(self) -> Path:
        """Root of the default media store."""
        return self.data / "media"

    @property
    def published(self) -> Path:
        """Root of the ``folder`` target: ``<batch>/<slug>.mp4``."""
        return self.data / "published"

    @property
    def rendered(self) -> Path:
        """Shorts of edits that were rendered again by hand: ``<slug>.mp4``."""
        return self.data / "rendered"

    @property
    def reports(self) -> Path:
        """One ``<batch>.json`` for each batch."""
        return self.data / "reports"

    @property
    def ledger_url(self) -> str:
        """SQLAlchemy URL of the default ledger."""
        return f"sqlite:///{self.data / 'ledger.db'}"


def _folder(variable: str, otherwise: str) -> Path:
    return (PROJECT / (os.environ.get(variable) or otherwise)).resolve()
