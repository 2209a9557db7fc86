"""From a topic to a script that says who wrote it, and what of it nobody has said before."""

from collections.abc import Iterator

from include.domain import Finding, Script, Severity, Topic, Usage
from include.providers.asked import TextProvider
from include.text.sentences import size
from include.writing.grounding import ungrounded

FEW_WORDS = 40
"""With fewer words than this, a source says too little for a script."""


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
    """Say who wrote it; what an AI claims without a source, or much of one, is a finding."""
    claimed = (*_thin(topic), *ungrounded(script, topic)) if provider.made_with_ai else ()
    return script.model_copy(
        update={
            "provider": provider.name,
            "made_with_ai": provider.made_with_ai,
            "findings": (*script.findings, *claimed),
        }
    )


def _thin(topic: Topic) -> Iterator[Finding]:
    words = size(f"{topic.text} {topic.background}", topic.language)
    if words < FEW_WORDS:
        yield Finding(
            code="thin_source",
            severity=Severity.WARNING,
            message=f'The source of "{topic.title[:80]}" has {words} words: most of the script is '
            "the model's own.",
            remedy="Read the script closely, or give the topic more text.",
        )
