"""Small real pictures and sounds, different for every order; and what a picture must be."""

import base64
import binascii
import hashlib
import io
import struct
import zlib
from random import Random
from typing import Any

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


SIGNATURES = {"image/png": b"\x89PNG\r\n", "image/jpeg": b"\xff\xd8\xff", "image/webp": b"RIFF"}


def wrong_picture(data: Any, mime_type: Any = None) -> str:
    """Say what is wrong with a picture given as base64; "" when it can be looked at."""
    try:
        raw = base64.b64decode(data, validate=True)
    except (binascii.Error, TypeError, ValueError):
        return "the picture is no base64"
    kinds = [kind for kind, signature in SIGNATURES.items() if raw.startswith(signature)]
    if not kinds or mime_type not in (None, *kinds):
        return f"the picture is {kinds}, not {mime_type}"
    return "" if size_px(raw) else "the picture cannot be decoded"


def wrong_reference(url: Any) -> str:
    """Say what is wrong with a picture given as an address or a ``data:`` URI."""
    if not isinstance(url, str) or not url.startswith("data:"):
        good = isinstance(url, str) and url.startswith(("https://", "http://"))
        return "" if good else "the picture is at no address"
    kind, _, data = url.removeprefix("data:").partition(";base64,")
    return wrong_picture(data, kind)


def size_px(raw: bytes) -> tuple[int, int] | None:
    """Return width and height of a picture; ``None`` when it cannot be decoded."""
    import av

    try:
        with av.open(io.BytesIO(raw)) as picture:
            frame = next(picture.decode(video=0))
    except (av.FFmpegError, IndexError, StopIteration):
        return None
    return frame.width, frame.height


def noise(prompt: str, *, duration_s: float) -> bytes:
    """Return a WAV of that length, quiet noise that is the same for the same order."""
    second = bytes(Random(prompt).randbytes(8000))
    pcm = second * max(1, round(duration_s * 2))
    return wav(pcm, sample_rate_hz=8000)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
