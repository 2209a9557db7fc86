"""The finished vertical video, the decision on it, and where it went."""

from datetime import datetime
from typing import Literal

from include.domain.base import Model
from include.domain.clip import Media
from include.domain.finding import Finding


class Short(Model):
    """A rendered short: every file is in the media store.

    ``edit_digest`` identifies the edit it was rendered from, so a second render of the same edit
    finds the first one's files; ``edit`` is that edit, to be looked at or rendered again.
    ``preview`` is a short animation for pages.
    """

    topic_id: str
    slug: str
    title: str
    language: str
    edit_digest: str
    duration_s: float
    width_px: int
    height_px: int
    loudness_lufs: float
    true_peak_dbtp: float
    video: Media
    cover: Media
    preview: Media
    captions_srt: Media
    captions_vtt: Media
    captions_ass: Media
    sidecar: Media
    edit: Media
    cost_usd: float = 0.0
    findings: tuple[Finding, ...] = ()


class Review(Model):
    """The decision on a short; ``by`` is the user's name, or ``policy`` where a rule decided.

    ``edit_digest`` says which render of it was decided on: it holds for no other.
    """

    decision: Literal["approve", "reject", "new_take"]
    by: str
    feedback: str = ""
    at: datetime | None = None
    edit_digest: str = ""


class Publication(Model):
    """A short on a target; ``unconfirmed`` asks a person to look before anything is sent again.

    ``scheduled`` is with the platform, which shows it from ``scheduled_for`` on; ``waiting`` goes
    out later, and ``claimed`` is being sent.
    """

    target: str
    state: Literal["published", "scheduled", "waiting", "claimed", "unconfirmed", "failed"]
    path: str = ""
    url: str = ""
    published_at: datetime | None = None
    scheduled_for: datetime | None = None
    error: str = ""
