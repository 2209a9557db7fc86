"""From a voice's connection, or ``dailies_transcription``, to what listens for the times of words.

Extra ``transcription_model`` of the voice's connection names a model at the same host, under the
same key, ``transcription_price_usd`` what it costs a minute.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from dailies.hooks.provider import Service, service_for
from include.providers import catalogue
from include.providers.voice import RemoteVoice

if TYPE_CHECKING:
    from include.providers.base import Provider

STAGE = "transcription"
BESIDE = "openai_transcription"
"""Voices and transcription of one host have one shape."""


def listening_beside(voice: Service) -> Service:
    """Return what listens to a voice; ``none`` where neither connection names a model."""
    provider = voice.provider
    if not isinstance(provider, RemoteVoice) or not provider.transcription_model:
        return service_for(STAGE)
    listener: type[Provider] = catalogue.find(STAGE, BESIDE)
    extra = {
        name: value
        for name, value in provider.account.extra.items()
        if name in ("organization", "project", "rate", "breaker", "lost_submit_policy")
    }
    account = replace(
        provider.account,
        model=provider.transcription_model,
        price_usd=provider.transcription_price_usd,
        extra={**extra, "price_per": "minute"},
    )
    return Service(listener(account), voice.conn_id)
