"""What an automatic check noticed."""

from enum import StrEnum

from include.domain.base import Model


class Severity(StrEnum):
    """``ERROR`` stops a short before a person sees it; the others are shown with it."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Finding(Model):
    """One thing noticed: a stable ``code`` for machines, subject and fact, and the remedy."""

    code: str
    severity: Severity
    message: str
    remedy: str = ""
    at_s: float | None = None
