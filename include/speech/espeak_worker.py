"""Run libespeak-ng in a process of its own: one JSON request on stdin, spoken texts on stdout.

Run as a script (``python -I -S espeak_worker.py``), so it needs the standard library only.
Each text is spoken in a fork of the process just initialised: texts cannot influence one another,
so the same text always gives the same samples, and a text that crashes libespeak-ng (some do)
or hangs it costs only itself.

Request: ``{"library", "data", "voice", "rate_wpm", "pitch", "pitch_range", "volume",
"timeout_s", "texts"}``. Answer: for each text a JSON line ``{"size", "words", "failed"}`` and
``size`` bytes of 16-bit mono PCM; ``words`` are pairs of character offset and sample offset.
The first line is ``{"sample_rate_hz"}`` or ``{"failed"}``.

Names and numbers are those of espeak-ng's ``speak_lib.h``, version 1.52.
"""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

SYNCHRONOUS = 2
DONT_EXIT = 0x8000
CHARS_UTF8 = 1
"""Neither SSML (0x10) nor phoneme input (0x100) is asked for: all text is plain text."""
RATE, VOLUME, PITCH, RANGE = 1, 2, 3, 4
EVENT_END, EVENT_WORD = 0, 1
FAILURES = {-1: "internal error", 1: "buffer full", 2: "not found"}


class EventId(ctypes.Union):
    """Of ``espeak_EVENT``: not read, but it has a size."""

    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class Event(ctypes.Structure):
    """``espeak_EVENT``; ``text_position`` counts characters from 1."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", EventId),
    )


Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event)
)


class EspeakError(Exception):
    """A call into libespeak-ng was answered with an error code."""


def check(call: str, code: int) -> None:
    """Raise ``EspeakError`` naming the call unless ``code`` is EE_OK."""
    if code != 0:
        raise EspeakError(f"{call}: {FAILURES.get(code, f'error {code}')}")


def initialise(request: dict[str, Any]) -> tuple[ctypes.CDLL, int]:
    """Load the library, set voice and parameters; return it with its sample rate in hertz."""
    library = ctypes.CDLL(request["library"])
    # The library keeps 160 bytes for this path and fails without a word on a longer one.
    os.chdir(Path(request["data"]).parent)
    sample_rate_hz = library.espeak_Initialize(SYNCHRONOUS, 0, b".", DONT_EXIT)
    if sample_rate_hz <= 0:
        raise EspeakError(f"espeak_Initialize: no voice data in {request['data']}")
    check("espeak_SetVoiceByName", library.espeak_SetVoiceByName(request["voice"].encode()))
    for parameter, name in (
        (RATE, "rate_wpm"),
        (VOLUME, "volume"),
        (PITCH, "pitch"),
        (RANGE, "pitch_range"),
    ):
        check(name, library.espeak_SetParameter(parameter, int(request[name]), 0))
    return library, sample_rate_hz


def synthesise(library: ctypes.CDLL, text: str) -> tuple[bytes, list[tuple[int, int]]]:
    """Speak ``text``; return its samples and (character offset, sample offset) of each word."""
    samples = bytearray()
    words: list[tuple[int, int]] = []

    def collect(wave: Any, count: int, events: Any) -> int:
        if count > 0:
            samples.extend(ctypes.string_at(wave, count * 2))
        index = 0
        while events[index].type != EVENT_END:
            if events[index].type == EVENT_WORD:
                words.append((events[index].text_position - 1, events[index].sample))
            index += 1
        return 0

    callback = Callback(collect)
    library.espeak_SetSynthCallback(callback)
    data = text.encode()
    code = library.espeak_Synth(data, len(data) + 1, 0, 1, 0, CHARS_UTF8, None, None)
    check("espeak_Synth", code)
    return bytes(samples), words


def answer(samples: bytes, words: list[tuple[int, int]], failed: str | None = "") -> bytes:
    """One text's answer: a JSON line, then the samples."""
    head = {"size": len(samples), "words": words, "failed": failed}
    return json.dumps(head).encode() + b"\n" + samples


def attempt(library: ctypes.CDLL, text: str) -> bytes:
    """Speak ``text`` and return its answer, an error code included."""
    try:
        return answer(*synthesise(library, text))
    except EspeakError as error:
        return answer(b"", [], str(error))


def speak_apart(library: ctypes.CDLL, text: str, timeout_s: int) -> bytes:
    """Speak ``text`` in a fork and return its answer, whatever becomes of the fork."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(timeout_s)
        try:
            with os.fdopen(writing, "wb") as out:
                out.write(attempt(library, text))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as incoming:
        reply = incoming.read()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 0 and reply:
        return reply
    return answer(b"", [], signal.strsignal(-code) if code < 0 else "no answer")


def main() -> None:
    """Answer the request on stdin; what libespeak-ng itself prints goes to stderr."""
    request = json.load(sys.stdin)
    out = sys.stdout.buffer
    try:
        library, sample_rate_hz = initialise(request)
    except (EspeakError, OSError) as error:
        out.write(json.dumps({"failed": str(error)}).encode() + b"\n")
        return
    out.write(json.dumps({"sample_rate_hz": sample_rate_hz}).encode() + b"\n")
    for text in request["texts"]:
        out.flush()
        out.write(speak_apart(library, text, request["timeout_s"]))


if __name__ == "__main__":
    main()
