"""Pages as clips: filmed now, or found in the media store where this batch has filmed them."""

import logging
from collections.abc import Sequence
from pathlib import Path

from include.capture.assembling import assembled
from include.capture.filming import browser, film, sandboxed
from include.capture.job import Filmed, Filming, limits
from include.domain import Clip, Media, Shot, digest_of
from include.domain.capture import Capture
from include.domain.edit import Canvas
from include.shorts.folders import folder_for
from include.storage.media import MediaStore

log = logging.getLogger(__name__)

PROVIDER = "capture"


def captured(
    capture: Capture,
    shots: Sequence[Shot],
    *,
    allow_hosts: tuple[str, ...],
    canvas: Canvas,
    language: str,
    batch: str,
    store: MediaStore,
) -> tuple[Clip, ...]:
    """Return a clip for each shot that shows the page; each batch films it once for a short.

    Raises:
        ProviderError: The page cannot be filmed, now or ever.
        FfmpegFailed: Its pictures could not be made a video.
    """
    job = Filming(
        capture=capture,
        allow_hosts=allow_hosts,
        shots=len(shots),
        canvas_width_px=canvas.width_px,
        canvas_height_px=canvas.height_px,
        language=language,
        browser="",
        limits=limits(),
    )
    seen = [batch, capture.model_dump(mode="json"), canvas.model_dump(mode="json"), language]
    orders = [digest_of([PROVIDER, *seen, shot.beat, shot.take]) for shot in shots]
    found = [store.find(order) for order in orders]
    if not all(found):
        job = job.model_copy(update={"browser": browser(), "sandbox": sandboxed()})
        found = list(_filmed(job, orders, canvas, store))
    return tuple(
        _clip(capture, shot, media, order)
        for shot, media, order in zip(shots, found, orders, strict=True)
        if media
    )


def _filmed(
    job: Filming, orders: Sequence[str], canvas: Canvas, store: MediaStore
) -> "list[Media | None]":
    with folder_for(digest_of(orders), store.partials()) as folder:
        filmed = film(job, folder)
        for line in filmed.refused:
            log.warning("The page asked for what it did not get: %s", line)
        return [_kept(filmed, n, order, canvas, folder, store) for n, order in enumerate(orders)]


def _kept(
    filmed: Filmed, number: int, order: str, canvas: Canvas, folder: Path, store: MediaStore
) -> Media:
    frames, lasts_s = filmed.shots[number], filmed.lasts_s[number]
    if lasts_s == 0:
        return store.put(folder / frames[0].file, "image/png", order_digest=order, move=True)
    video = assembled(frames, lasts_s, canvas, folder=folder)
    return store.put(video, "video/mp4", order_digest=order, move=True)


def _clip(capture: Capture, shot: Shot, media: Media, order: str) -> Clip:
    video = media.content_type.startswith("video/")
    return Clip(
        shot=shot,
        kind="video" if video else "image",
        provider=PROVIDER,
        media=media,
        licence=capture.licence,
        credit=capture.address,
        order_digest=order,
        made_with_ai=False,
    )
