"""Render an edit once, check the file, keep everything that belongs to it.

What a second edit has in common with the first is found again: a short that differs only in its
sound or its facts is put together around the same picture.
"""

import logging
from collections.abc import Callable

from include.domain import Media, Short, digest_of
from include.domain.edit import Edit
from include.quality.gate import inspect
from include.rendering.render import Rendered, RenderProgress, render
from include.rendering.sidecar import note
from include.shorts.folders import folder_for
from include.shorts.shelf import StoreShelf
from include.storage.errors import StorageError
from include.storage.media import MediaStore

log = logging.getLogger(__name__)


def make_short(
    edit: Edit,
    *,
    slug: str,
    store: MediaStore,
    on_progress: Callable[[RenderProgress], None],
) -> Short:
    """Return the short of an edit, rendered now or found from an earlier render.

    The short's findings hold what the render and the quality gate noticed; whether one of them
    stops it is the caller's decision.

    Raises:
        RenderError: The edit cannot be rendered, or ffmpeg failed; then the message has its last
            lines and the command, and the folder it was run in stays.
        StoreFull: There is no room in the media store.
    """
    order = order_of(edit.digest)
    if found := store.find(order):
        short = _read(store, found)
        if short and all(_there(store, media) for media in files(short).values()):
            log.info("Found the short of this edit (%s), nothing is rendered", edit.digest[:12])
            return short.model_copy(update={"slug": slug})
    with folder_for(edit.digest, store.partials()) as folder:
        rendered = render(
            edit,
            local=store.local,
            work_dir=folder,
            on_progress=on_progress,
            shelf=StoreShelf(store),
        )
        log.info("Put %r together, looking the file over", edit.facts.title)
        short = _stored(edit, rendered, slug=slug, store=store)
    store.put(short.model_dump_json().encode(), "application/json", order_digest=order)
    return short


def order_of(edit_digest: str) -> str:
    """Return the digest under which the short of an edit is found in the store."""
    return digest_of(["short", edit_digest])


def files(short: Short) -> dict[str, Media]:
    """Return the files of a short by the ending they are published under."""
    return {
        ".mp4": short.video,
        ".jpg": short.cover,
        ".webp": short.preview,
        ".srt": short.captions_srt,
        ".vtt": short.captions_vtt,
        ".ass": short.captions_ass,
        ".json": short.sidecar,
        ".edit.json": short.edit,
    }


def _read(store: MediaStore, media: Media) -> Short | None:
    """The short as it was kept; ``None`` when an earlier version of ours kept it."""
    with store.open(media) as stream:
        try:
            return Short.model_validate_json(stream.read())
        except ValueError:
            return None


def _there(store: MediaStore, media: Media) -> bool:
    try:
        store.local(media)
    except StorageError:
        return False
    return True


def _stored(edit: Edit, rendered: Rendered, *, slug: str, store: MediaStore) -> Short:
    findings = (*rendered.findings, *inspect(rendered.video, edit, local=store.local))
    note(rendered.sidecar, findings)
    told = edit.model_dump_json().encode()
    return Short(
        topic_id=edit.facts.topic_id,
        slug=slug,
        title=edit.facts.title,
        language=edit.facts.language,
        edit_digest=edit.digest,
        duration_s=rendered.duration_s,
        width_px=rendered.width_px,
        height_px=rendered.height_px,
        loudness_lufs=rendered.loudness_lufs,
        true_peak_dbtp=rendered.true_peak_dbtp,
        video=store.put(rendered.video, "video/mp4", move=True),
        cover=store.put(rendered.cover, "image/jpeg"),
        preview=store.put(rendered.preview, "image/webp"),
        captions_srt=store.put(rendered.srt, "application/x-subrip"),
        captions_vtt=store.put(rendered.vtt, "text/vtt"),
        captions_ass=store.put(rendered.ass, "text/x-ass"),
        sidecar=store.put(rendered.sidecar, "application/json"),
        edit=store.put(told, "application/json", order_digest=edit.digest),
        findings=findings,
    )
