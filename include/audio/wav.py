"""WAV files: 16-bit PCM in, bytes out, and how long a file lasts."""

import io
import wave


def wav(pcm: bytes, *, sample_rate_hz: int, channels: int = 1) -> bytes:
    """Return a WAV file holding ``pcm``, interleaved little-endian 16-bit samples."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(sample_rate_hz)
        out.writeframes(pcm)
    return file.getvalue()


def duration_s(file: bytes) -> float:
    """Length of a WAV file in seconds.

    Raises:
        wave.Error: These are not the bytes of a PCM WAV file.
        EOFError: The file ends within its header.
    """
    with wave.open(io.BytesIO(file), "rb") as source:
        return source.getnframes() / source.getframerate()
