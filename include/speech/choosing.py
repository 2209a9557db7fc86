"""The voice that speaks: a conversation with its service, before anything is ordered."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from include.providers.transport import Caps, mapping, sync

if TYPE_CHECKING:
    from include.providers.voice import Chosen, RemoteVoice

CAPS = Caps(read_s=30.0, total_s=60.0)
UNKNOWN = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
"""Answers like any other: the service is older, or another one, and cannot be asked that."""


def chosen_by(voice: "RemoteVoice", name: str, language: str) -> "Chosen":
    """Ask a service what it needs to be asked, and return the voice.

    Raises:
        Fatal: It has no such voice.
        ProviderError: It cannot be asked.
    """
    what, reach = f"Asking {voice.name} for its voices", sync.reach_of(voice)
    asking = voice.choose(name, language)
    try:
        request = next(asking)
        while True:
            reply = sync.send(request, reach, what=what, caps=CAPS)
            if reply.status not in UNKNOWN:
                mapping.check(voice, reply, what=what, paid=False, known=False)
            request = asking.send(reply)
    except StopIteration as end:
        found: Chosen = end.value
        return found
