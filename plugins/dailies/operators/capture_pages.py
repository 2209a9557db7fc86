"""Film the pages of a channel."""

from typing import TYPE_CHECKING, Any

from dailies.operators.stage import StageOperator
from dailies.retry import is_final
from dailies.run import batch_of, request_of
from include.domain import Clip, Finding, Script, Severity
from include.providers.errors import Refused, Retryable

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.capture.placing import Placed
    from include.domain.channel import Channel


class CapturePagesOperator(StageOperator):
    """Open the pages that the channel's file names, do its steps there, and film them.

    It opens only pages of the channel's ``allow_hosts``, in a browser that reaches no private
    address unless it is listed there, too, and that is ended when it takes too long or too much
    memory. Each page is a clip; ``generate_clips`` orders none for that shot. A page that cannot be
    filmed is a finding: its shot is ordered as any other.

    :param script: The script, as ``Script`` JSON. (templated)
    """

    template_fields = (*StageOperator.template_fields, "script")
    stage_pool = "capture"

    def __init__(self, *, script: Any, **kwargs: Any) -> None:
        kwargs.setdefault("queue", "capture")
        super().__init__(**kwargs)
        self.script = script

    def execute(self, context: "Context") -> dict[str, Any]:
        """Return ``{"topic_id", "clips": [Clip JSON], "findings": [Finding JSON]}``."""
        from include.capture.job import limits
        from include.capture.placing import placed
        from include.channels import channel
        from include.editing.shots import plan_shots

        request, script = request_of(context), Script.model_validate(self.script)
        about = channel(request.channel)
        shots = plan_shots(script, aspect=request.aspect, take=self.about.take)
        clips: list[Clip] = []
        findings: list[Finding] = []
        for place in placed(about.captures, shots, most=limits().most_shots):
            try:
                clips += self._clips(context, about, place, script.language)
            except (Refused, Retryable) as error:
                if not isinstance(error, Refused) and not is_final(error, context["ti"]):
                    raise Retryable(_told(place, error).message) from None
                findings.append(_told(place, error))
        for finding in findings:
            self.log.warning("%s %s", finding.message, finding.remedy)
        return {
            "topic_id": self.about.topic_id,
            "clips": [clip.model_dump(mode="json") for clip in clips],
            "findings": [finding.model_dump(mode="json") for finding in findings],
        }

    def _clips(
        self, context: "Context", about: "Channel", place: "Placed", language: str
    ) -> tuple[Clip, ...]:
        from dailies.hooks.media import media_store
        from include.capture.capturing import captured
        from include.editing.look import canvas

        capture, shots = place
        clips = captured(
            capture,
            shots,
            allow_hosts=about.allow_hosts,
            canvas=canvas(shots[0].aspect),
            language=language,
            batch=batch_of(context),
            store=media_store(),
        )
        beats = ", ".join(str(shot.beat + 1) for shot in shots)
        self.log.info("Filmed %s for beats %s of %r", clips[0].credit, beats, self.label)
        return clips


def _told(place: "Placed", error: Exception) -> Finding:
    from include.providers.transport.reach import shown

    return Finding(
        code="capture_failed",
        severity=Severity.WARNING,
        message=f"The page {shown(place[0].url)} was not filmed: {str(error).rstrip('.')}. "
        "Clips are ordered instead.",
        remedy="Look at the page, and at captures in the channel's file.",
    )
