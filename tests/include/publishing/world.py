"""A short with real files, posts of it, and the platforms it goes to."""

import random

from include.domain.post import Post
from include.domain.sidecar import Disclosure, Part, Sidecar, Versions
from include.storage.media import MediaStore
from tests.include.shorts import parts

VIDEO = random.Random(7).randbytes(700_000)
"""More than two chunks of 256 KiB."""
SRT = b"1\n00:00:00,000 --> 00:00:01,000\nTides\n"
SOURCES = ("https://example.org/tides",)
CREDITS = (
    Part(part="shot 1", kind="clip", provider="fal", licence="CC-BY-4.0", credit="Ada Sea"),
    Part(part="music (calm)", kind="music", provider="bed", licence="CC0-1.0", made_with_ai=False),
)
DISCLOSURE = Disclosure(made_with_ai=True, synthetic_voice=True, synthetic_pictures=True)


def sidecar(**facts):
    return Sidecar(
        **{
            "edit_digest": "1" * 64,
            "topic_id": "t1",
            "title": "Tides",
            "description": "Why the sea breathes twice a day.",
            "hashtags": ("#Tides", "#Moon"),
            "language": "en",
            "sources": SOURCES,
            "duration_s": 30.0,
            "width_px": 1080,
            "height_px": 1920,
            "fps": 30,
            "loudness_lufs": -14.0,
            "true_peak_dbtp": -2.0,
            "chapters": (),
            "credits": CREDITS,
            "fonts": (),
            "disclosure": DISCLOSURE,
            "made_by": Versions(dailies="0", ffmpeg="0"),
            **facts,
        }
    )


def made_short(store, video=VIDEO, **said):
    """Return a short whose files are in the store."""
    return parts.short(
        video=store.put(video, "video/mp4"),
        cover=store.put(b"\xff\xd8\xff\xe0 a cover", "image/jpeg"),
        preview=store.put(b"preview", "image/webp"),
        captions_vtt=store.put(b"WEBVTT\n", "text/vtt"),
        captions_srt=store.put(
            b"1\n00:00:00,000 --> 00:00:01,000\nTides\n", "application/x-subrip"
        ),
        captions_ass=store.put(b"[Script Info]\n", "text/x-ass"),
        sidecar=store.put(sidecar(**said).written().encode(), "application/json"),
        edit=store.put(b"[]", "application/json"),
    )


def render_anew(world, size):
    """Give an attempt's world another video of its short, of ``size`` bytes."""
    made = made_short(MediaStore(world["media"]), VIDEO[:size])
    world["short"] = made.model_dump(mode="json")


def post(**facts):
    """Return a post of which only what a test is about needs to be said."""
    about = sidecar()
    return Post(
        **{
            "short_key": "b1/t1",
            "target": "youtube",
            "mark": "0123456789ab",
            "title": about.title,
            "description": about.description,
            "hashtags": about.hashtags,
            "language": "en",
            "duration_s": 30.0,
            "width_px": 1080,
            "height_px": 1920,
            "files": {".mp4": parts.MEDIA},
            "sources": SOURCES,
            "credits": CREDITS,
            "disclosure": DISCLOSURE,
            **facts,
        }
    )
