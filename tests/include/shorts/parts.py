"""A short to test with."""

from include.domain import Media, Short

MEDIA = Media(uri="file:///m/x", digest="0" * 64, content_type="video/mp4", size_bytes=1)


def short(**facts):
    """Return a short of which only what a test is about needs to be said."""
    files = dict.fromkeys(("video", "cover", "captions_srt", "captions_ass", "sidecar"), MEDIA)
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
