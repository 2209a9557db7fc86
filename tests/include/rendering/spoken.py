"""Real narrations by the embedded voice, and what is heard in a finished sound."""

from collections.abc import Sequence
from pathlib import Path

from include.audio.wav import wav
from include.domain import Narration
from include.providers.asked import Manner, Spoken
from include.speech import speaker
from tests.include.editing.parts import media, script

STEP_S = 0.005
SCRIPTS = {
    "en": (
        "Tides rise twice a day, everywhere on Earth.",
        "The Moon pulls the water nearest to it into a gentle bulge. A second one forms behind.",
        "Keep that in mind when you walk along the beach.",
    ),
    "de": (
        "Die Gezeiten steigen zweimal am Tag.",
        "Der Mond zieht das Wasser zu sich. Auf der anderen Seite entsteht ein zweiter Berg.",
        "Denk daran, wenn du am Strand bist.",
    ),
    "ar": (
        "يرتفع المد مرتين في اليوم.",
        "القمر يجذب الماء الأقرب إليه. وهناك انتفاخ ثان في الجهة الأخرى.",
        "تذكر ذلك على الشاطئ.",
    ),
}


def narrated(
    folder: Path,
    beats: Sequence[str],
    language: str,
    *,
    voice: str = "auto",
    before_s: float = 0.0,
    between_s: float = 0.0,
) -> Narration:
    """Speak beats, with so much silence added before the first and between them."""
    written = script(beats, language=language)
    said = speaker.speak(written, Manner(voice=voice))
    moves = [before_s + index * between_s for index in range(len(beats))]
    path = folder / "narration.wav"
    path.write_bytes(wav(_apart(said, moves), sample_rate_hz=said.sample_rate_hz))

    return Narration(
        topic_id=written.topic_id,
        language=language,
        voice=said.voice,
        provider="espeak",
        audio=media(path, "audio/wav"),
        duration_s=round(said.duration_s + moves[-1], 3),
        words=tuple(_moved(word, moves[word.beat]) for word in said.words),
        beats=tuple(_moved(beat, by_s) for beat, by_s in zip(said.beats, moves, strict=True)),
    )


def _moved(timed, by_s: float):
    return timed.model_copy(
        update={"start_s": round(timed.start_s + by_s, 3), "end_s": round(timed.end_s + by_s, 3)}
    )


def _apart(said: Spoken, moves: Sequence[float]) -> bytes:
    parts = []
    for beat, by_s, before_s in zip(said.beats, moves, [0.0, *moves], strict=False):
        first, end = (2 * round(at * said.sample_rate_hz) for at in (beat.start_s, beat.end_s))
        parts += [bytes(2 * round((by_s - before_s) * said.sample_rate_hz)), said.pcm[first:end]]
    return b"".join(parts)


def samples(path: Path, *, every: bool = False):
    """The first channel of a file's sound, or ``every`` channel, and its rate."""
    import av
    import numpy as np

    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        planar = av.AudioResampler(format="fltp")
        frames = [part for frame in container.decode(stream) for part in planar.resample(frame)]
    sound = np.concatenate([frame.to_ndarray() for frame in frames], axis=1)
    return (sound if every else sound[0]), stream.rate


def levels_db(sound, rate_hz: int, *, window_s: float = 0.25):
    """Level of each window of a sound, in dBFS."""
    import numpy as np

    step = round(window_s * rate_hz)
    power = (sound[: len(sound) // step * step] ** 2).reshape(-1, step).mean(axis=1)
    return 10 * np.log10(power + 1e-12)


def onsets(path: Path, words: Sequence, *, pause_s: float = 0.15) -> list[tuple[str, float, float]]:
    """Words after a pause: the text, when it is said to begin, when sound begins."""
    import numpy as np

    sound, rate_hz = samples(path)
    step = round(STEP_S * rate_hz)
    level = np.abs(sound[: len(sound) // step * step]).reshape(-1, step).max(axis=1)
    loud = level > 0.02 * level.max()
    found = []
    for before, word in zip([None, *words], words, strict=False):
        if before is None or word.start_s - before.end_s >= pause_s:
            first = round(max(0.0, word.start_s - 0.1) / STEP_S)
            found.append((word.text, word.start_s, STEP_S * float(first + loud[first:].argmax())))
    return found
