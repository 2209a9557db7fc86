"""Narrate a script."""

from typing import TYPE_CHECKING, Any

from dailies.operators.stage import StageOperator
from dailies.run import request_of
from include.domain import Narration, Script, digest_of
from include.providers.asked import SpeechProvider

if TYPE_CHECKING:
    from airflow.sdk import Context


class NarrateOperator(StageOperator):
    """Speak the script and keep the time of every word.

    The narration is stored under the digest of script, provider and voice: cleared and run again,
    it is found, not spoken again.

    :param script: The script, as ``Script`` JSON. (templated)
    """

    template_fields = (*StageOperator.template_fields, "script")
    stage_pool = "speech"

    def __init__(self, *, script: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.script = script

    def execute(self, context: "Context") -> dict[str, Any]:
        """Return the narration as ``Narration`` JSON."""
        from dailies.hooks.media import media_store
        from dailies.hooks.provider import provider_for
        from include.speech.narration import narrate

        request = request_of(context)
        script = Script.model_validate(self.script)
        provider = provider_for(SpeechProvider, request)
        store = media_store()
        order = digest_of([provider.name, provider.account.model, request.voice, self.script])
        if stored := store.find(order):
            with store.open(stored) as stream:
                narration = Narration.model_validate_json(stream.read())
            self.log.info("Found the narration of this script and voice, nothing is spoken again")
        else:
            narration = narrate(script, provider, voice=request.voice, store=store)
            text = narration.model_dump_json().encode()
            store.put(text, "application/json", order_digest=order)
        self.log.info(
            "Narrated %d words in %.1f s with voice %s of %s",
            len(narration.words),
            narration.duration_s,
            narration.voice,
            narration.provider,
        )
        for finding in narration.findings:
            self.log.warning("%s %s", finding.message, finding.remedy)
        return narration.model_dump(mode="json")
