"""espeak-ng: speech in about 120 languages, made on this machine, with native word events.

Library reference: https://github.com/espeak-ng/espeak-ng/blob/master/docs/integration.md
Limits: 20,000 characters a script; Japanese must be in kana; no key, no network.
"""

from include.domain import Script
from include.providers.asked import Manner, SpeechProvider, Spoken
from include.speech import speaker


class Espeak(SpeechProvider):
    """The embedded voice: clear, tireless, plainly a machine."""

    docs_url = "https://github.com/espeak-ng/espeak-ng/blob/master/docs/integration.md"
    limits = "20,000 characters a script; Japanese in kana only; no rate limit."
    made_with_ai = False

    def speak(self, script: Script, manner: Manner) -> Spoken:
        """Speak every beat in order; 22,050 Hz.

        Raises:
            Fatal: The voice does not exist, or there is nothing, or too much, to say.
        """
        return speaker.speak(script, manner)
