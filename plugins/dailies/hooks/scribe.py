"""Who writes the script of a topic in this run, and where that is paid."""

from typing import TYPE_CHECKING

from dailies.hooks.provider import service_for
from dailies.hooks.till import till_for
from dailies.run import request_of
from include.providers.asked import TextProvider
from include.providers.errors import Fatal

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.domain import Topic
    from include.ordering.scripts import Scribe


def scribe_for(context: "Context", topic: "Topic") -> "Scribe":
    """Return the scribe of a topic, with the prompts of the run's channel.

    Raises:
        Fatal: The stage's provider writes no scripts, or its connection cannot be used.
    """
    from include.channels import channel, places
    from include.ordering.scripts import Scribe

    request = request_of(context)
    service = service_for(TextProvider.stage, name=request.provider("text"))
    provider = service.provider
    if not isinstance(provider, TextProvider):
        raise Fatal(f"Provider {provider.name!r} writes no scripts. Choose another for stage text.")
    own = places.prompts(request.channel, channel(request.channel).prompts)
    prompted = type(provider)(provider.account, prompts=own if own.is_dir() else None)
    return Scribe(prompted, topic, till_for(service, context, topic_id=topic.topic_id))
