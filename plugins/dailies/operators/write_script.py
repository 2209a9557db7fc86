"""Write the script of a topic."""

from typing import TYPE_CHECKING, Any

from dailies.operators.stage import StageOperator
from dailies.run import request_of
from include.providers.asked import TextProvider

if TYPE_CHECKING:
    from airflow.sdk import Context


class WriteScriptOperator(StageOperator):
    """Write what is said and seen: a hook, four to six beats, a closing line.

    It does not look anything up: the script draws on the topic's own text.
    """

    stage_pool = "text"

    def execute(self, context: "Context") -> dict[str, Any]:
        """Return the script as ``Script`` JSON."""
        from dailies.hooks.provider import provider_for
        from include.writing.script import write

        request = request_of(context)
        provider = provider_for(TextProvider, request)
        script = write(self.about, provider, target_s=request.duration_s)
        words = len(script.spoken.split())
        self.log.info("Wrote %d beats, %d words with %s", len(script.beats), words, provider.name)
        for finding in script.findings:
            self.log.warning("%s %s", finding.message, finding.remedy)
        for beat in script.beats:
            self.log.info("%s: %s", beat.role, beat.spoken)
        return script.model_dump(mode="json")
