"""No listening: what the voice does not tell of its words is estimated.

Library reference: https://numpy.org/doc/stable/
Limits: None: nothing is asked for, the times of words are estimated from the sound.
"""

from include.providers.base import Provider


class Nobody(Provider):
    """Listens to nothing."""

    stage = "transcription"
    docs_url = "https://numpy.org/doc/stable/"
    limits = "None: nothing is asked for, the times of words are estimated from the sound."
