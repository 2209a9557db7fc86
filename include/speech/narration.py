"""From a script to a stored narration."""

from include.audio.wav import wav
from include.domain import Narration, Script
from include.providers.asked import Manner, SpeechProvider, Spoken
from include.providers.base import Provider
from include.storage.media import MediaStore


def narrate(
    script: Script, provider: SpeechProvider, manner: Manner, *, store: MediaStore
) -> Narration:
    """Speak a script on this machine and store the audio.

    Raises:
        Fatal: The provider has no such voice.
        StoreFull: There is no room for the audio.
    """
    return stored(script, provider.speak(script, manner), provider, store=store)


def stored(script: Script, spoken: Spoken, provider: Provider, *, store: MediaStore) -> Narration:
    """Store what was spoken, whole.

    Raises:
        StoreFull: There is no room for the audio.
    """
    audio = store.put(wav(spoken.pcm, sample_rate_hz=spoken.sample_rate_hz), "audio/wav")
    return Narration(
        topic_id=script.topic_id,
        language=script.language,
        voice=spoken.voice,
        provider=provider.name,
        audio=audio,
        duration_s=round(spoken.duration_s, 3),
        timing=spoken.timing,
        words=spoken.words,
        beats=spoken.beats,
        cost_usd=spoken.cost_usd,
        made_with_ai=provider.made_with_ai,
        findings=spoken.findings,
    )
