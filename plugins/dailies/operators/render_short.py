"""Render a short and look it over before a person does."""

import logging
import time
from typing import TYPE_CHECKING, Any

from airflow.sdk.exceptions import AirflowFailException

from dailies.operators.stage import StageOperator
from dailies.run import FINDINGS_KEY, request_of
from include.domain import Clip, Finding, Music, Narration, Script, Severity, Short

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.domain.edit import Edit
    from include.rendering.render import RenderProgress

PROGRESS_KEY = "progress"
PROGRESS_EVERY_S = 2.0


class RenderShortOperator(StageOperator):
    """Cut the edit and render it in one pass of ffmpeg, then check the finished file.

    The same edit is never rendered twice: its files are found again by its digest, and a picture
    or sound that has not changed is not encoded again. An error the quality gate finds stops the
    short here. Progress is in the log and, as ``progress``, in the task's state store.

    :param script: The script, as ``Script`` JSON. (templated)
    :param narration: The narration, as ``Narration`` JSON. (templated)
    :param clips: What ``generate_clips`` returned. (templated)
    :param music: What ``compose_music`` returned. (templated)
    """

    template_fields = (*StageOperator.template_fields, "script", "narration", "clips", "music")
    stage_pool = "render"

    def __init__(
        self, *, script: Any, narration: Any, clips: Any, music: Any, **kwargs: Any
    ) -> None:
        kwargs.setdefault("queue", "render")
        super().__init__(**kwargs)
        self.script = script
        self.narration = narration
        self.clips = clips
        self.music = music

    def execute(self, context: "Context") -> dict[str, Any]:
        """Return the short as ``Short`` JSON."""
        from dailies.hooks.media import media_store
        from include.shorts.making import make_short

        short = make_short(
            self._edit(context),
            slug=self.about.slug,
            store=media_store(),
            on_progress=_Progress(self, context),
        )
        noticed = (*self._earlier_findings(), *short.findings)
        short = short.model_copy(update={"cost_usd": self._cost_usd(), "findings": noticed})
        self._pass(context, short)
        made = short.model_dump(mode="json")
        said = self._said().model_dump(mode="json")
        self.came_to(context, "rendered", edit_digest=short.edit_digest, short=made, script=said)
        return made

    def _earlier_findings(self) -> tuple[Finding, ...]:
        """What the stages before noticed, so that a reviewer sees all of it in one place."""
        narration = Narration.model_validate(self.narration)
        clips = [Finding.model_validate(each) for each in self.clips.get("findings", ())]
        return (*self._said().findings, *narration.findings, *clips)

    def _said(self) -> Script:
        """The script as the narration says it."""
        narration = Narration.model_validate(self.narration)
        return narration.said(Script.model_validate(self.script))

    def _edit(self, context: "Context") -> "Edit":
        from dailies.hooks.media import media_store
        from include.channels.looks import look
        from include.editing.timeline import cut
        from include.rendering.silence import silences

        request = request_of(context)
        narration = Narration.model_validate(self.narration)
        music = self.music["music"]
        return cut(
            script=self._said(),
            narration=narration,
            clips=[Clip.model_validate(clip) for clip in self.clips["clips"]],
            music=Music.model_validate(music) if music else None,
            aspect=request.aspect,
            look=look(request.look, request.channel),
            silences=silences(narration, media_store().local),
        )

    def _cost_usd(self) -> float:
        music = self.music["music"]
        clips = sum(clip["cost_usd"] for clip in self.clips["clips"])
        words = Script.model_validate(self.script).usage.cost_usd + self.narration["cost_usd"]
        return float(words + clips + (music["cost_usd"] if music else 0))

    def _pass(self, context: "Context", short: Short) -> None:
        """Log what the checks noticed; stop the short when one of the findings is an error."""
        from include.quality.gate import is_stopped

        for finding in short.findings:
            level = logging.WARNING if finding.severity != Severity.INFO else logging.INFO
            self.log.log(level, "%s: %s %s", finding.code, finding.message, finding.remedy)
        self.log.info(
            "Rendered %r: %.1f s, %.1f LUFS, %.1f dBTP, %.1f MB",
            short.title,
            short.duration_s,
            short.loudness_lufs,
            short.true_peak_dbtp,
            short.video.size_bytes / 1e6,
        )
        if is_stopped(short.findings):
            errors = [f for f in short.findings if f.severity == Severity.ERROR]
            found = [finding.model_dump(mode="json") for finding in short.findings]
            kept = {"topic_id": short.topic_id, "findings": found}
            context["ti"].xcom_push(key=FINDINGS_KEY, value=kept)
            reasons = " ".join(f"{f.message} {f.remedy}" for f in errors)
            raise AirflowFailException(
                f"The quality gate stopped {short.title!r}: {reasons} "
                "Mend the cause, then clear this task."
            )


class _Progress:
    """Tell how far the render is: in the log, and where the UI and the API can read it."""

    def __init__(self, task: RenderShortOperator, context: "Context") -> None:
        self._task = task
        self._store = context["task_state_store"]
        self._told_at = 0.0

    def __call__(self, progress: "RenderProgress") -> None:
        now = time.monotonic()
        if now - self._told_at < PROGRESS_EVERY_S and progress.fraction < 1:
            return
        self._told_at = now
        percent = round(100 * progress.fraction, 1)
        self._task.log.info(
            "Rendering %r: %.0f %%, %.1f× real time, %.0f s left",
            self._task.label,
            percent,
            progress.speed,
            progress.eta_s,
        )
        self._store.set(
            PROGRESS_KEY,
            {
                "percent": percent,
                "speed": round(progress.speed, 2),
                "eta_s": round(progress.eta_s, 1),
            },
        )
