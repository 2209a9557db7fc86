"""Write the script of a topic."""

from typing import TYPE_CHECKING, Any

from dailies.operators.stage import StageOperator
from dailies.run import request_of

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.domain import Script


class WriteScriptOperator(StageOperator):
    """Write what is said and seen: a hook, four to six beats, a closing line.

    It does not look anything up: the script draws on the topic's own text. How much is written
    follows the measured rate of the voice that is to speak it. Cleared and run again, it finds its
    script in the media store: nothing is paid twice, and the script is the same.
    """

    stage_pool = "text"

    def execute(self, context: "Context") -> dict[str, Any]:
        """Return the script as ``Script`` JSON."""
        script = self._script(context)
        words = len(script.spoken.split())
        self.log.info("Wrote %d beats, %d words with %s", len(script.beats), words, script.provider)
        for finding in script.findings:
            self.log.warning("%s %s", finding.message, finding.remedy)
        for beat in script.beats:
            self.log.info("%s: %s", beat.role, beat.spoken)
        return script.model_dump(mode="json")

    def _script(self, context: "Context") -> "Script":
        from dailies.hooks.ledger import ledger
        from dailies.hooks.provider import service_for
        from dailies.hooks.scribe import scribe_for
        from include.providers.asked import SpeechProvider
        from include.writing.steering import steered_s, voice_key

        request, topic = request_of(context), self.about
        speaker = service_for("speech", name=request.provider("speech")).provider
        voice = voice_key(request.voice, request.speed)
        ours = isinstance(speaker, SpeechProvider)
        rate = ledger().rates.rate(speaker.name, voice, topic.language)
        return scribe_for(context, topic).script(
            target_s=request.duration_s,
            steered_s=steered_s(request.duration_s, rate, speed=request.speed, ours=ours),
            voice=f"{speaker.name} {voice}",
        )
