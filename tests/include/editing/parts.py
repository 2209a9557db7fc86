"""Scripts, narrations, clips and music to cut edits from, with real sound in real files."""

import hashlib
import math
import struct
import wave
from collections.abc import Sequence
from pathlib import Path

from include.domain import Beat, Clip, Media, Music, Narration, Role, Script, Shot, Span, Word
from include.domain.edit import Edit
from include.editing.timeline import cut

RATE_HZ = 22_050
BEATS = (
    "Tides rise twice a day, everywhere.",
    "The Moon pulls the water nearest to it into a gentle bulge.",
    "Remember that on the beach.",
)


def media(path: Path, content_type: str = "video/mp4") -> Media:
    data = path.read_bytes()
    return Media(
        uri=str(path),
        digest=hashlib.sha256(data).hexdigest(),
        content_type=content_type,
        size_bytes=len(data),
    )


def local(found: Media) -> Path:
    return Path(found.uri)


def script(
    beats: Sequence[str] = BEATS,
    *,
    title: str = "Why the sea breathes",
    language: str = "en",
    emphasis: Sequence[Sequence[str]] = (),
) -> Script:
    stressed = [*emphasis, *([()] * len(beats))]
    return Script(
        topic_id="0123456789ab",
        title=title,
        language=language,
        description="About tides.",
        hashtags=("#tides",),
        sources=("https://example.org/tides",),
        beats=tuple(
            Beat(role=_role(i, len(beats)), spoken=text, seen=text, emphasis=tuple(stressed[i]))
            for i, text in enumerate(beats)
        ),
    )


def narration(
    written: Script,
    folder: Path,
    *,
    word_s: float = 0.25,
    level: float = 0.3,
    channels: int = 1,
    joiner: str | None = " ",
) -> Narration:
    """Tone bursts, one for each word, with a short gap after each; an empty beat takes no time."""
    words: list[Word] = []
    spans: list[Span] = []
    clock_s = 0.0
    for index, beat in enumerate(written.beats):
        start_s = clock_s
        for text in beat.spoken.split() if joiner else list(beat.spoken):
            words.append(
                Word(text=text, start_s=clock_s, end_s=clock_s + word_s * 0.85, beat=index)
            )
            clock_s += word_s
        spans.append(Span(start_s=start_s, end_s=clock_s))
    duration_s = max(clock_s, word_s)
    path = folder / "narration.wav"
    bursts(path, words, duration_s, level=level, channels=channels)
    return Narration(
        topic_id=written.topic_id,
        language=written.language,
        voice="tone",
        provider="tone",
        audio=media(path, "audio/wav"),
        duration_s=duration_s,
        words=tuple(words),
        beats=tuple(spans),
    )


def bursts(
    path: Path, words: Sequence[Word], duration_s: float, *, level: float, channels: int
) -> None:
    """Write a sawtooth of 150 Hz under each word: rich enough to be filtered and to peak."""
    count = round(duration_s * RATE_HZ)
    samples = [0.0] * count
    for word in words:
        first, last = round(word.start_s * RATE_HZ), min(count, round(word.end_s * RATE_HZ))
        for i in range(first, last):
            shape = math.sin(math.pi * (i - first) / max(1, last - first))
            samples[i] = level * shape * (2 * (150 * i / RATE_HZ % 1) - 1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        data = [round(32767 * value) for value in samples for _ in range(channels)]
        file.writeframes(struct.pack(f"<{len(data)}h", *data))


def music(folder: Path, *, duration_s: float = 3.0, level: float = 0.2) -> Music:
    path = folder / "music.wav"
    whole = [Word(text="", start_s=0, end_s=duration_s, beat=0)]
    bursts(path, whole, duration_s, level=level, channels=2)
    return Music(
        media=media(path, "audio/wav"), duration_s=duration_s, mood="calm", provider="tone"
    )


def clip(path: Path | None = None, *, beat: int = 0, kind: str = "video") -> Clip:
    shot = Shot(index=beat, beat=beat, prompt="", duration_s=3.0, seed=beat + 1)
    if path is None:
        return Clip(shot=shot, kind="procedural", provider="procedural")
    return Clip(shot=shot, kind=kind, provider="odd", media=media(path))


def edit(
    folder: Path,
    *,
    written: Script | None = None,
    clips: Sequence[Clip] = (),
    with_music: bool = False,
    aspect: str = "9:16",
    word_s: float = 0.12,
    level: float = 0.3,
) -> Edit:
    written = written or script()
    return cut(
        script=written,
        narration=narration(written, folder, word_s=word_s, level=level),
        clips=clips,
        music=music(folder) if with_music else None,
        aspect=aspect,
    )


def _role(index: int, count: int) -> Role:
    if index == 0:
        return Role.HOOK
    return Role.CLOSING if index == count - 1 else Role.BEAT
