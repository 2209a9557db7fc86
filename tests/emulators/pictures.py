"""Small real pictures and sounds, different for every order."""

import hashlib
import struct
import zlib
from random import Random

from include.audio.wav import wav


def png(prompt: str, seed: int, *, width: int, height: int) -> bytes:
    """Return a decodable PNG of one colour, with the order's digest in a text chunk."""
    digest = hashlib.sha256(f"{prompt}\0{seed}".encode()).digest()
    row = b"\0" + digest[:3] * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"tEXt", b"order\0" + digest.hex().encode()),
        (b"IDAT", zlib.compress(row * height, 1)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def noise(prompt: str, *, duration_s: float) -> bytes:
    """Return a WAV of that length, quiet noise that is the same for the same order."""
    second = bytes(Random(prompt).randbytes(8000))
    pcm = second * max(1, round(duration_s * 2))
    return wav(pcm, sample_rate_hz=8000)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
