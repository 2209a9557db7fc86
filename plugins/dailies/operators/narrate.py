"""Narrate a script."""

from typing import TYPE_CHECKING, Any

from dailies.operators.provider_job import ProviderJobOperator
from dailies.run import request_of
from include.domain import Narration, Script, digest_of
from include.providers.asked import Manner, SpeechProvider
from include.providers.errors import Fatal
from include.providers.listening import Listener
from include.providers.voice import RemoteVoice

if TYPE_CHECKING:
    from airflow.sdk import Context

    from dailies.hooks.provider import Service
    from dailies.operators.provider_job import Work
    from include.domain.batch import BatchRequest
    from include.providers.values import Order

SPOKEN = {"topic_id", "language", "title", "beats"}
"""What of a script a narration depends on."""


class NarrateOperator(ProviderJobOperator):
    """Speak the script and keep the time of every word.

    A voice on this machine speaks at once; of a service, every sentence is ordered by itself and
    kept, so that a retry pays for what is missing only. Where the narration is more than a tenth
    too long or too short, the script is said in other words, twice at most. What is spoken is
    stored under the digest of script, provider and manner: cleared and run again, it is found.

    :param script: The script, as ``Script`` JSON. (templated)
    """

    template_fields = (*ProviderJobOperator.template_fields, "script")
    stage = "speech"
    stage_pool = "speech"
    dispensable = (Listener.stage,)

    def __init__(self, *, script: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.script = script

    def work(self, context: "Context") -> "Work":
        """Return the narration as ``Narration`` JSON, of about the length the run asks for."""
        from include.speech.correcting import corrected

        request, written = request_of(context), Script.model_validate(self.script)
        manner = self.manner(request)
        narration: Narration = yield from corrected(
            written,
            target_s=request.duration_s,
            speak=lambda script: self.narrated(script, manner),
            fit=lambda script, factor: self._fitted(context, script, factor),
            patient=context["ti"].try_number <= context["ti"].max_tries,
        )
        if narration.script:
            self.log.info("The script was said in other words to fit its length")
        for finding in narration.findings:
            self.log.warning("%s %s", finding.message, finding.remedy)
        return narration.model_dump(mode="json")

    def narrated(self, script: Script, manner: Manner) -> "Work":
        """Return the ``Narration`` of a script, which may not be the task's own."""
        from dailies.hooks.media import media_store

        provider, store = self.service(self.stage).provider, media_store()
        shaping = (provider.name, provider.account.model, provider.shaping)
        order = digest_of([*shaping, vars(manner), script.model_dump(mode="json", include=SPOKEN)])
        if stored := store.find(order):
            with store.open(stored) as stream:
                narration = Narration.model_validate_json(stream.read())
            self.log.info("Found the narration of this script and voice, nothing is spoken again")
        else:
            narration = yield from self._spoken(script, manner)
            text = narration.model_dump_json().encode()
            store.put(text, "application/json", order_digest=order)
            self._measured(script, narration, manner)
        self.log.info(
            "Narrated %d words in %.1f s with voice %s of %s",
            len(narration.words),
            narration.duration_s,
            narration.voice,
            narration.provider,
        )
        return narration

    def manner(self, request: "BatchRequest") -> Manner:
        """Return how the run, and its channel, want a script to be spoken."""
        from include.channels import channel

        return Manner(request.voice, request.speed, channel(request.channel).pronunciations)

    def naming(self, index: int, order: "Order") -> str:
        """Name the sentence and the short, as a person would."""
        what = f"sentence {index + 1}" if order.stage == self.stage else "the words' times"
        return f"{what} of {self.label!r}"

    def service(self, stage: str, name: str = "") -> "Service":
        """Return the provider of a stage; what listens may stand at the voice's own connection."""
        if stage == Listener.stage and (stage, name) not in self._services:
            from dailies.hooks.listening import listening_beside

            found = listening_beside(self.service(self.stage))
            self._services[stage, name] = self._services[stage, found.provider.name] = found
        return super().service(stage, name)

    def _spoken(self, script: Script, manner: Manner) -> "Work":
        from dailies.hooks.media import media_store
        from include.speech import narration, remote

        provider, store = self.service(self.stage).provider, media_store()
        if isinstance(provider, SpeechProvider):
            return narration.narrate(script, provider, manner, store=store)
        if not isinstance(provider, RemoteVoice):
            raise Fatal(f"{provider.name} does not speak. Choose another provider of speech.")
        listener = self.service(Listener.stage).provider
        spoken = yield from remote.speak(
            script,
            provider,
            manner,
            store=store,
            listener=listener if isinstance(listener, Listener) else None,
        )
        return narration.stored(script, spoken, provider, store=store)

    def _fitted(self, context: "Context", script: Script, factor: float) -> Script:
        from dailies.hooks.scribe import scribe_for

        return scribe_for(context, self.about).fitted(script, factor)

    def _measured(self, script: Script, narration: Narration, manner: Manner) -> None:
        """Write down how fast the voice is: the next script is as long as it needs."""
        from dailies.hooks.ledger import ledger
        from include.writing.lengths import duration_s
        from include.writing.steering import voice_key

        ledger().rates.measured(
            narration.provider,
            voice_key(manner.voice, manner.speed),
            script.language,
            characters=len(script.spoken),
            spoken_s=narration.duration_s,
            estimated_s=duration_s(script),
        )
