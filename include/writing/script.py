"""From a topic to a script that says who wrote it, and what of it nobody has said before."""

from include.domain import Script, Topic, Usage
from include.providers.asked import TextProvider
from include.writing.grounding import ungrounded


def write(topic: Topic, provider: TextProvider, *, target_s: float) -> Script:
    """Have a script of about ``target_s`` seconds written.

    Raises:
        Refused: The topic has nothing that can be said.
    """
    return _signed(provider.write(topic, target_s=target_s), topic, provider)


def fit(script: Script, topic: Topic, provider: TextProvider, factor: float) -> Script:
    """Have a script said in about ``factor`` times the time; as it is where that cannot be."""
    found = provider.fit(script, topic, factor)
    if found is None:
        return script.model_copy(update={"usage": Usage()})
    return _signed(found, topic, provider)


def _signed(script: Script, topic: Topic, provider: TextProvider) -> Script:
    """Say who wrote it; what an AI claims without a source is a finding."""
    claimed = ungrounded(script, topic) if provider.made_with_ai else ()
    return script.model_copy(
        update={
            "provider": provider.name,
            "made_with_ai": provider.made_with_ai,
            "findings": (*script.findings, *claimed),
        }
    )
