"""How far the sound of a finished short is behind its picture, by what is heard and seen in it.

The narration's own samples are looked for in the sound, and the frame in which the picture changes
most in the picture: what a file says of itself is not asked.
"""

from collections.abc import Iterator
from itertools import dropwhile, pairwise, takewhile
from pathlib import Path
from typing import Any

from include.domain import Edit
from stack.problems import Problem

RATE_HZ = 48_000
HEARD_S = 6.0
AROUND_S = 0.5
"""No offset is looked for beyond it."""
SMALL_PX = (90, 160)
"""A picture's change is seen as well in a small copy."""


def lag_frames(edit: Edit, video: Path, narration: Path) -> tuple[float, float]:
    """Return how many frames the sound is behind the picture, near the start and near the end.

    Raises:
        Problem: No shot of the edit begins with a hard cut.
    """
    cuts_s = [edit.time_s(shot.first_frame) for shot in edit.shots[1:] if shot.change == "cut"]
    if not cuts_s:
        raise Problem("The edit has no hard cut to be looked for. Give it several clips a beat.")
    voice = _voice(edit, narration)
    start_s, most = edit.sound.narration_start_s, round(HEARD_S * RATE_HZ)
    latest = max(0, len(voice) - most)
    lags = []
    for cut_s, first in ((cuts_s[0], 0), (cuts_s[-1], latest)):
        due_s = start_s + first / RATE_HZ
        late_s = _heard_s(video, voice[first : first + most], due_s) - due_s
        lags.append((late_s - (_seen_s(video, cut_s) - cut_s)) * edit.canvas.fps)
    return lags[0], lags[1]


def _voice(edit: Edit, path: Path) -> Any:
    """The narration's samples, of all that is heard of it."""
    import av
    import numpy as np

    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE_HZ)
    with av.open(str(path)) as container:
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    frames += resampler.resample(None)
    samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    edges = [(span.start_s, span.end_s) for span in edit.sound.narration_spans]
    return np.concatenate([samples[round(a * RATE_HZ) : round(b * RATE_HZ)] for a, b in edges])


def _heard_s(video: Path, voice: Any, due_s: float) -> float:
    """When the voice begins, of all moments near ``due_s`` where it would fit best."""
    import numpy as np

    lasts_s = len(voice) / RATE_HZ
    frames = list(_frames(video, "audio", due_s - AROUND_S, due_s + lasts_s + AROUND_S))
    sound = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in frames])
    size = 2 ** (len(sound) + len(voice)).bit_length()
    alike = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(voice, size)), size)
    return float(frames[0].time + np.argmax(alike[: len(sound) - len(voice) + 1]) / RATE_HZ)


def _seen_s(video: Path, due_s: float) -> float:
    """When the picture changes most, near ``due_s``."""
    import numpy as np

    wide, high = SMALL_PX
    seen = [
        (frame.time, frame.reformat(wide, high, "gray").to_ndarray().astype(float))
        for frame in _frames(video, "video", due_s - AROUND_S, due_s + AROUND_S)
    ]
    changes = [
        (np.abs(after - before).mean(), at_s) for (_, before), (at_s, after) in pairwise(seen)
    ]
    return float(max(changes)[1])


def _frames(video: Path, kind: str, first_s: float, end_s: float) -> Iterator[Any]:
    import av

    with av.open(str(video)) as container:
        stream = next(each for each in container.streams if each.type == kind)
        container.seek(round(max(0.0, first_s - 0.2) * av.time_base))
        decoded: Iterator[Any] = container.decode(stream)
        yield from takewhile(
            lambda frame: frame.time < end_s,
            dropwhile(lambda frame: frame.time < first_s, decoded),
        )
