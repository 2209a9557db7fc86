"""The edit that is composed: real speech, real music, and the files of ``footage``."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from include.domain import Beat, Clip, Edit, Music, Role, Script, Shot
from include.editing.timeline import cut
from include.providers.asked import Manner
from include.providers.music.bed import Bed
from include.providers.speech.espeak import Espeak
from include.providers.values import Order
from include.speech.narration import narrate
from include.storage.media import MediaStore

LONGEST_BED_S = 90.0
"""A longer short hears the bed again and again."""
CONTENT_TYPES = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".png": "image/png"}
SENTENCES = (
    "Twice a day the sea climbs the beach, and twice a day it leaves again.",
    "The Moon pulls hardest on the water nearest to it, and the water bulges.",
    "On the far side of the Earth a second bulge rises, where the pull is weakest.",
    "Our planet turns beneath both of them, so every coast meets two high tides.",
    "When Sun and Moon stand in line, they pull together, and spring tides come in.",
    "A week later they pull at right angles, and the sea hardly moves at all.",
    "In the Bay of Fundy, the water rises by sixteen metres in six hours.",
    "In the Mediterranean, you would hardly notice it: a hand's breadth, no more.",
    "Friction with the sea floor slows the Earth, by two milliseconds a century.",
    "The Moon takes up what the Earth has lost, and drifts four centimetres away each year.",
    "Four hundred million years ago, a day was over in less than twenty-two hours.",
    "So the next time your sandcastle falls, blame a rock that is far away in the sky.",
)
"""Each takes about five seconds to say."""


@dataclass(frozen=True)
class Shape:
    """How long an edit is, and how it is divided: ``seconds`` is the least it lasts."""

    seconds: float
    beats: int
    sentences: int
    clips: int


USUAL = Shape(seconds=60, beats=6, sentences=2, clips=1)


def edit_of(shape: Shape, footage: Sequence[Path], store: MediaStore, *, smaller: int = 1) -> Edit:
    """Narrate, compose and cut; clips, each for a part of a beat, take the files in turn."""
    script = _script(shape)
    narration = narrate(script, Espeak(), Manner(), store=store)
    clips = [_clip(i, i // shape.clips, footage, store) for i in range(shape.beats * shape.clips)]
    bed_s = min(LONGEST_BED_S, narration.duration_s + 10)
    made = cut(script=script, narration=narration, clips=clips, music=_music(bed_s, store))
    return _lasting(_small(_again(made, clips), smaller), shape.seconds)


def _script(shape: Shape) -> Script:
    return Script(
        topic_id="b" * 12,
        title="Why the sea breathes",
        language="en",
        beats=tuple(
            Beat(
                role=Role.BEAT,
                spoken=" ".join(
                    SENTENCES[(beat * shape.sentences + i) % len(SENTENCES)]
                    for i in range(shape.sentences)
                ),
                seen="the sea",
            )
            for beat in range(shape.beats)
        ),
    )


def _clip(index: int, beat: int, footage: Sequence[Path], store: MediaStore) -> Clip:
    path = footage[index % len(footage)]
    content_type = CONTENT_TYPES[path.suffix]
    return Clip(
        shot=Shot(index=index, beat=beat, prompt="the sea", duration_s=5.0, seed=index),
        kind="video" if content_type.startswith("video") else "image",
        provider="bench",
        media=store.put(path, content_type),
    )


def _music(lasts_s: float, store: MediaStore) -> Music:
    asked = Order(
        stage="music",
        provider="bed",
        model="",
        prompt="",
        duration_s=lasts_s,
        options={"mood": "calm"},
    )
    media = store.put(Bed().make(asked), Bed.content_type)
    return Music(media=media, duration_s=lasts_s, mood="calm", provider="bed")


def _again(edit: Edit, clips: Sequence[Clip]) -> Edit:
    """Let files be seen again and again, in whose place an edit has drawn pictures."""
    pairs = zip(edit.shots, clips, strict=True)
    shots = tuple(shot.model_copy(update={"clip": clip}) for shot, clip in pairs)
    return edit.model_copy(update={"shots": shots, "findings": ()})


def _lasting(edit: Edit, seconds: float) -> Edit:
    """Let the last shot stay until the edit lasts so long."""
    frames = max(edit.frames, round(seconds * edit.canvas.fps))
    *others, last = edit.shots
    longer = last.model_copy(update={"end_frame": frames})
    return edit.model_copy(update={"frames": frames, "shots": (*others, longer)})


def _small(edit: Edit, divisor: int) -> Edit:
    lengths = {
        name: length_px // divisor // 2 * 2
        for name, length_px in edit.canvas.model_dump().items()
        if name.endswith("_px")
    }
    return edit.model_copy(update={"canvas": edit.canvas.model_copy(update=lengths)})
