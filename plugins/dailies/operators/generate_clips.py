"""Have the clips of a short made or found, from pictures where the run says so."""

from typing import TYPE_CHECKING, Any

from dailies.operators.provider_job import ProviderJobOperator, Work
from dailies.run import batch_of, request_of
from include.domain import Clip, Script, Shot
from include.editing.shots import plan_shots
from include.providers.base import JobProvider, MakerProvider
from include.providers.errors import Fatal
from include.providers.stock import StockProvider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airflow.sdk import Context

    from dailies.hooks.provider import Service
    from include.ordering.fulfilled import Fulfilled
    from include.providers.values import Order


class GenerateClipsOperator(ProviderJobOperator):
    """Order one clip for each shot of the script, and wait for them without holding a worker.

    All shots of a short are one task and one trigger. Where the run names several providers of
    clips, each shot is had from the first that can, whatever the others came to, and a finding
    says why. Footage of stocks is searched by what the shot shows, and never shown twice within
    the channel's memory. Where the run has a provider of images, each shot's picture is made first
    and its clip starts from that picture; where clips are drawn by the render itself, the picture
    becomes the clip. With the embedded providers nothing is ordered.

    :param script: The script, as ``Script`` JSON. (templated)
    :param captures: What ``capture_pages`` returned, where the channel has pages: their shots are
        not ordered. (templated)
    """

    template_fields = (*ProviderJobOperator.template_fields, "script", "captures")
    stage = "clip"
    stage_pool = "clip"

    def __init__(self, *, script: Any, captures: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.script = script
        self.captures = captures

    def work(self, context: "Context") -> Work:
        """Order pictures, then clips; return ``{"topic_id", "clips", "findings"}``, all JSON."""
        services = self.services(self.stage)
        self._check_chain(services[0])
        self._batch, self._channel = batch_of(context), request_of(context).channel
        script = self._script = Script.model_validate(self.script)
        filmed = [Clip.model_validate(clip) for clip in self._captures("clips")]
        seen = {clip.shot.index for clip in filmed}
        planned = plan_shots(script, aspect=request_of(context).aspect, take=self.about.take)
        shots = self._shots = [shot for shot in planned if shot.index not in seen]
        pictures = yield [self._order("image", shot) for shot in shots]
        results = yield [
            [self._clip_order(service, shot, picture) for service in services]
            for shot, picture in zip(shots, pictures, strict=True)
        ]
        made = map(_clip, shots, pictures, results)
        clips = sorted((*filmed, *made), key=lambda clip: clip.shot.index)
        return {
            "topic_id": self.about.topic_id,
            "clips": [clip.model_dump(mode="json") for clip in clips],
            "findings": [
                *self._captures("findings"),
                *(finding.model_dump(mode="json") for finding in self.findings),
            ],
        }

    def _check_chain(self, first: "Service") -> None:
        """Raise ``Fatal`` where pictures would be paid for and not used."""
        images, clips = self.service("image").provider, first.provider
        if isinstance(images, MakerProvider) or isinstance(clips, MakerProvider):
            return
        if not isinstance(clips, JobProvider) or not clips.takes_picture:
            how = "makes clips from words alone" if isinstance(clips, JobProvider) else "has clips"
            raise Fatal(
                f"{clips.name} {how}, so pictures by {images.name} would be paid in vain. Choose "
                "another provider of clips, or none of images."
            )

    def naming(self, index: int, order: "Order") -> str:
        """Name the shot and the short, as a person would."""
        what = "shot" if order.stage == self.stage else "the picture of shot"
        return f"{what} {self._shots[index].index + 1} of {self.label!r}"

    def _captures(self, part: str) -> "Sequence[Any]":
        """Return a part of what ``capture_pages`` returned, empty where there is no such task."""
        found: Sequence[Any] = (self.captures or {}).get(part, ())
        return found

    def _clip_order(self, service: "Service", shot: Shot, picture: "Fulfilled") -> "Order":
        """Order a shot's clip from a provider; a stock is told what to look for, and for whom."""
        provider = service.provider
        if isinstance(provider, StockProvider):
            beat = self._script.beats[shot.beat]
            about = {
                "channel": self._channel,
                "batch": self._batch,
                "language": self._script.language,
                "emphasis": list(beat.emphasis),
            }
            return self._order(self.stage, shot, by=provider.name, options=about)
        starts = picture.media and getattr(provider, "takes_picture", True)
        options = {"image": picture.order.digest} if starts else {}
        return self._order(self.stage, shot, by=provider.name, options=options)

    def _order(self, stage: str, shot: Shot, *, by: str = "", **more: Any) -> "Order":
        return self.order(
            stage=stage,
            by=by,
            prompt=shot.prompt,
            duration_s=shot.duration_s,
            aspect=shot.aspect,
            seed=shot.seed,
            take=shot.take,
            **more,
        )


def _clip(shot: Shot, picture: "Fulfilled", made: "Fulfilled") -> Clip:
    """Return what fulfils a shot: the clip, else the picture, else what the render draws."""
    shown = made if made.media or not picture.media else picture
    source = picture if "image" in made.order.options and shown is not picture else None
    return Clip(
        shot=shot,
        kind=_kind(shown),
        provider=shown.provider,
        media=shown.media,
        duration_s=shown.duration_s,
        cost_usd=picture.cost_usd + made.cost_usd,
        licence=shown.licence,
        credit=f"from a picture by {source.provider} ({source.licence})"
        if source
        else shown.credit,
        model=shown.order.model,
        order_digest=shown.order.digest,
        made_with_ai=any(each.made_with_ai for each in (shown, source) if each),
    )


def _kind(result: "Fulfilled") -> Any:
    if result.media is None:
        return "procedural"
    return "image" if result.media.content_type.startswith("image/") else "video"
