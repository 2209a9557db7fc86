"""What emulators of voices share: real speech by espeak-ng, its true times, and its formats.

Settings: ``key``, ``price_usd`` (of a thousand characters), ``language`` (where a request tells
none), ``variant`` and ``rate`` of espeak-ng, ``answer_s`` (how long a line takes).
Misbehaviour of every voice, besides the server's: ``cut_short`` (an eighth of the sound),
``silent``, ``no_sound``.
"""

import io
import re
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import av
import numpy as np

from include.audio.wav import wav
from include.speech.espeak_library import synthesise
from include.speech.pronunciation import said
from include.speech.timing import starts
from include.speech.tokens import tokens
from include.speech.voices import at_speed, choose
from tests.emulators.answers import Call
from tests.emulators.server import Emulator

CODECS = {
    "mp3": ("mp3", "libmp3lame", 44_100),
    "opus": ("ogg", "libopus", 48_000),
    "aac": ("adts", "aac", 24_000),
    "flac": ("flac", "flac", 24_000),
}
TYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}
SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


@dataclass(frozen=True)
class Uttered:
    """Speech with its true times: (word, start, end), in seconds."""

    pcm: bytes
    rate_hz: int
    words: tuple[tuple[str, float, float], ...]

    @property
    def duration_s(self) -> float:
        return len(self.pcm) / 2 / self.rate_hz


class VoiceEmulator(Emulator):
    """A service that speaks and charges for what it spoke."""

    def defaults(self) -> dict[str, Any]:
        return {
            "key": "emulator-key",
            "price_usd": 0.1,
            "language": "en",
            "variant": "f2",
            "rate": 1.1,
            "answer_s": 0.0,
        }

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.lines: list[str] = []

    def stats(self) -> dict[str, Any]:
        with self.lock:
            characters = sum(map(len, self.lines))
            usd = characters / 1000 * float(self.settings["price_usd"])
            return {
                **super().stats(),
                "charged": len(self.lines),
                "charged_usd": usd,
                "lines": list(self.lines),
            }

    def speak(
        self, text: str, fault: dict[str, Any], *, language: str = "", speed: float = 1.0
    ) -> Uttered:
        """Speak a line; it is charged."""
        with self.lock:
            self.lines.append(text)
        time.sleep(self.settings["answer_s"])
        pace = speed * float(self.settings["rate"])
        spoken = uttered(
            text, language or self.settings["language"], self.settings["variant"], pace
        )
        if fault.get("how") == "silent":
            return replace(spoken, pcm=bytes(len(spoken.pcm)))
        if fault.get("how") == "cut_short":
            return replace(spoken, pcm=spoken.pcm[: len(spoken.pcm) // 16 * 2])
        return spoken

    def allowed(self, call: Call) -> bool:
        return call.headers.get("authorization") == f"Bearer {self.settings['key']}"


@lru_cache(maxsize=512)
def uttered(text: str, language: str, variant: str, pace: float) -> Uttered:
    """Speak a text with espeak-ng: the word times are its own events."""
    voice, _ = choose(f"+{variant}", language)
    line, parts = said(text, language), tokens(text, language)
    rate_hz, (spoken,) = synthesise([line.text], at_speed(voice.settings, pace))
    samples = len(spoken.pcm) // 2
    begins = [at / rate_hz for at in starts(line, parts, spoken.words, samples)]
    ends = [*begins[1:], samples / rate_hz]
    words = tuple((t.text, a, b) for t, a, b in zip(parts, begins, ends, strict=True))
    return Uttered(spoken.pcm, rate_hz, words)


def encoded(spoken: Uttered, kind: str, rate_hz: int = 0) -> bytes:
    """Return speech in a format: wav, pcm, or one of ``CODECS``."""
    if kind == "wav" and not rate_hz:
        return wav(spoken.pcm, sample_rate_hz=spoken.rate_hz)
    if kind in ("wav", "pcm"):
        pcm = _resampled(spoken, rate_hz)
        return wav(pcm, sample_rate_hz=rate_hz) if kind == "wav" else pcm
    container, codec, usual_hz = CODECS[kind]
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate_hz or usual_hz, layout="mono")
        resampler = av.AudioResampler(stream.format, "mono", rate_hz or usual_hz)
        for frame in (*resampler.resample(_frame(spoken)), *resampler.resample(None)):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return file.getvalue()


def _frame(spoken: Uttered) -> av.AudioFrame:
    samples = np.frombuffer(spoken.pcm, "<i2").reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
    frame.sample_rate = spoken.rate_hz
    return frame


def _resampled(spoken: Uttered, rate_hz: int) -> bytes:
    resampler = av.AudioResampler("s16", "mono", rate_hz)
    frames = (*resampler.resample(_frame(spoken)), *resampler.resample(None))
    return b"".join(frame.to_ndarray().tobytes() for frame in frames)


def normalised(text: str) -> str:
    """Return an English text as such services speak it: sums and numbers in words."""
    text = re.sub(r"\$(\d[\d,]*)", lambda m: f"{_number(m[1])} dollars", text)
    text = re.sub(r"(\d[\d,]*)%", lambda m: f"{_number(m[1])} percent", text)
    return re.sub(r"\d[\d,]*\d|\d", lambda m: _number(m[0]), text)


def _number(digits: str) -> str:
    return _in_words(int(digits.replace(",", "")))


def _in_words(number: int) -> str:
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = f" {_in_words(number % size)}" if number % size else ""
            return f"{_in_words(number // size)} {name}{rest}"
    if number < len(SMALL):
        return SMALL[number]
    return TENS[number // 10] + (f" {SMALL[number % 10]}" if number % 10 else "")
