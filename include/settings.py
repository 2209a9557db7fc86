"""Where this installation keeps what it writes; the only reader of our environment variables."""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Folders below the data root, and that of the channel files.

    ``DAILIES_DATA`` and ``DAILIES_CHANNELS`` move them.
    """

    data: Path
    channels: Path = PROJECT / "include" / "channels"

    @classmethod
    def from_env(cls) -> "Settings":
        """Read the environment; relative paths are relative to the project, not to the caller."""
        return cls(
            data=_folder("DAILIES_DATA", ".data"),
            channels=_folder("DAILIES_CHANNELS", "include/channels"),
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
