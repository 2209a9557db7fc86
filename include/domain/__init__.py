"""The words of the trade as frozen models; imports nothing else of ours.

Models cross task boundaries as plain JSON: ``model_dump(mode="json")`` going out,
``model_validate`` coming in.
"""

from include.domain.base import Model, digest_of
from include.domain.clip import Clip, Media, Music, Shot
from include.domain.edit import Edit
from include.domain.finding import Finding, Severity
from include.domain.narration import Narration, Span, Word
from include.domain.script import Beat, Role, Script, Usage
from include.domain.short import Publication, Review, Short
from include.domain.topic import Topic

__all__ = [
    "Beat",
    "Clip",
    "Edit",
    "Finding",
    "Media",
    "Model",
    "Music",
    "Narration",
    "Publication",
    "Review",
    "Role",
    "Script",
    "Severity",
    "Short",
    "Shot",
    "Span",
    "Topic",
    "Usage",
    "Word",
    "digest_of",
]
