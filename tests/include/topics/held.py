"""A source's conversation, held with replies that are made here."""

from include.providers.harvesting import Ask, Read
from include.providers.values import Reply


def harvest(provider, query="", *, body=b"", status=200, headers=None, language="auto"):
    """Answer every step of a provider's conversation with one reply; return its harvest."""
    reply = Reply(status, headers or {}, body)
    talk = provider.converse(query, language=language)
    outcome = None
    try:
        while True:
            step = talk.send(outcome)
            outcome = reply if isinstance(step, Ask | Read) else tuple(reply for _ in step)
    except StopIteration as end:
        return end.value
