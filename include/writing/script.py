"""From a topic to a script that says who wrote it."""

from include.domain import Script, Topic
from include.providers.asked import TextProvider


def write(topic: Topic, provider: TextProvider, *, target_s: float) -> Script:
    """Have a script of about ``target_s`` seconds written.

    Raises:
        Refused: The topic has nothing that can be said.
    """
    script = provider.write(topic, target_s=target_s)
    return script.model_copy(
        update={"provider": provider.name, "made_with_ai": provider.made_with_ai}
    )
