"""Every emulated service: how a connection reaches it, and what its misbehaviour must come to.

To cover another provider, describe it as a ``Service`` and list it here.
"""

from tests.plugins.services.ark import SEEDANCE
from tests.plugins.services.fal import FAL
from tests.plugins.services.google import GEMINI_OMNI, VEO, VEO_IN_A_BUCKET
from tests.plugins.services.liblib import LIBLIB
from tests.plugins.services.openai import OPENAI_IMAGES, OPENAI_VIDEOS
from tests.plugins.services.service import Fault, Service
from tests.plugins.services.volcengine import JIMENG, JIMENG_IMAGE, VOLCENGINE_MUSIC

SERVICES = (
    FAL,
    VEO,
    VEO_IN_A_BUCKET,
    GEMINI_OMNI,
    OPENAI_VIDEOS,
    OPENAI_IMAGES,
    JIMENG,
    JIMENG_IMAGE,
    VOLCENGINE_MUSIC,
    SEEDANCE,
    LIBLIB,
)

__all__ = ["SERVICES", "Fault", "Service"]
