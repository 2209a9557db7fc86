"""libespeak-ng as one function: texts in, samples and word events out.

The library runs in a process of its own (``espeak_worker``): it keeps global state that makes
the same text sound different after another, and some texts crash it.
"""

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from include.providers.errors import Fatal, Retryable

WORKER = Path(__file__).with_name("espeak_worker.py")
TEXT_TIMEOUT_S = 30
"""One text takes milliseconds; only a hang takes this long."""


@dataclass(frozen=True)
class Settings:
    """How to speak. ``voice`` is a file below the data folder's ``lang``, perhaps ``+variant``.

    ``pitch``, ``pitch_range`` and ``volume`` are espeak-ng's scales of 0 to 100.
    """

    voice: str
    rate_wpm: int
    pitch: int
    pitch_range: int
    volume: int


@dataclass(frozen=True)
class Utterance:
    """One spoken text: 16-bit mono samples; ``words`` are (character, sample) offsets.

    ``failed`` says what the library did instead: crashed, hung, or refused.
    """

    pcm: bytes
    words: tuple[tuple[int, int], ...]
    failed: str = ""


def data_path() -> Path:
    """Folder of the voices and dictionaries that come with the wheel."""
    import espeakng_loader

    return Path(espeakng_loader.get_data_path())


def synthesise(texts: list[str], settings: Settings) -> tuple[int, tuple[Utterance, ...]]:
    """Speak every text for itself; return the sample rate in hertz and one utterance for each.

    Raises:
        Fatal: The library or its data cannot be loaded.
        Retryable: The library's process ended early or did not end.
    """
    import espeakng_loader

    request = {
        "library": espeakng_loader.get_library_path(),
        "data": str(data_path()),
        "timeout_s": TEXT_TIMEOUT_S,
        "texts": texts,
        **vars(settings),
    }
    stream = io.BytesIO(_run(json.dumps(request).encode(), timeout_s=TEXT_TIMEOUT_S * 10))
    head = _line(stream)
    if "failed" in head:
        raise Fatal(
            f"espeak-ng could not start with voice {settings.voice!r}: {head['failed']}. "
            "Reinstall the espeakng-loader package."
        )
    utterances = tuple(_utterance(stream) for _ in texts)
    return int(head["sample_rate_hz"]), utterances


def _run(request: bytes, *, timeout_s: int) -> bytes:
    """Run the worker; its interpreter is isolated, so nobody's environment changes the voice."""
    command = [sys.executable, "-I", "-S", str(WORKER)]
    try:
        done = subprocess.run(
            command, input=request, capture_output=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Retryable(
            f"espeak-ng did not finish within {timeout_s} s. Try again, or shorten the script."
        ) from error
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()[-3:]
        raise Retryable(
            f"espeak-ng's process ended with code {done.returncode}: {' / '.join(said)}. "
            "Try again; if it stays, run the command by hand: " + " ".join(command)
        )
    return done.stdout


def _line(stream: io.BytesIO) -> dict[str, Any]:
    head: dict[str, Any] = json.loads(stream.readline())
    return head


def _utterance(stream: io.BytesIO) -> Utterance:
    head = _line(stream)
    words = tuple((int(character), int(sample)) for character, sample in head["words"])
    return Utterance(pcm=stream.read(head["size"]), words=words, failed=head["failed"])
