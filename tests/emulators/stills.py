"""Real, decodable images, cheap enough to give a different one to every order."""

import hashlib
import struct
import zlib


def png(prompt: str, *, width_px: int, height_px: int) -> bytes:
    """Return a PNG of one colour and of other bytes for any other prompt."""
    digest = hashlib.sha256(prompt.encode()).digest()
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    row = b"\0" + digest[:3] * width_px
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"tEXt", b"Comment\0" + digest.hex().encode())
        + _chunk(b"IDAT", zlib.compress(row * height_px, 1))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)
