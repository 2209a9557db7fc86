"""Shorts and edits to test with."""

from include.domain import Media, Short
from tests.include.editing.parts import local

CAPTIONS = ("captions_srt", "captions_vtt", "captions_ass")
FILES = ("video", "cover", "preview", *CAPTIONS, "sidecar", "edit")
MEDIA = Media(uri="file:///m/x", digest="0" * 64, content_type="video/mp4", size_bytes=1)


def short(**facts):
    """Return a short of which only what a test is about needs to be said."""
    files = dict.fromkeys(FILES, MEDIA)
    about = {"topic_id": "t1", "slug": "tides", "title": "Tides", "language": "en"}
    measured = {
        "edit_digest": "1" * 64,
        "duration_s": 30.0,
        "width_px": 1080,
        "height_px": 1920,
        "loudness_lufs": -14.0,
        "true_peak_dbtp": -2.0,
    }
    return Short(**{**about, **measured, **files, **facts})


def at_a_fifth(made):
    """The edit at a fifth of the size."""
    size = {"width_px": 216, "height_px": 384}
    safe = {"safe_left_px": 12, "safe_right_px": 24, "safe_top_px": 40, "safe_bottom_px": 76}
    return made.model_copy(update={"canvas": made.canvas.model_copy(update={**size, **safe})})


def small(made, store):
    """The edit at a fifth of the size, with its sound in the store."""
    sound = made.sound
    stored = {"narration": store.put(local(sound.narration), "audio/wav")}
    if sound.music:
        stored["music"] = store.put(local(sound.music), "audio/wav")
    stored_sound = sound.model_copy(update=stored)
    return at_a_fifth(made).model_copy(update={"sound": stored_sound})
