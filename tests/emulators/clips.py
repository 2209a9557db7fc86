"""Real, decodable clips, cheap enough to give a different one to every order."""

import hashlib
import subprocess
import tempfile
import threading
from functools import lru_cache
from pathlib import Path

HUES = 8

_lock = threading.Lock()


def clip(prompt: str, seed: int, *, duration_s: float = 5.0, aspect: str = "9:16") -> bytes:
    """Return an MP4 that is the same for the same order, and of other bytes for any other."""
    digest = hashlib.sha256(f"{prompt}\0{seed}\0{duration_s}".encode()).digest()
    with _lock:
        picture = _drawn(digest[0] % HUES, duration_s, aspect)
    # a "free" box: players skip it
    return picture + (8 + len(digest)).to_bytes(4, "big") + b"free" + digest


@lru_cache(maxsize=64)
def _drawn(hue: int, duration_s: float, aspect: str) -> bytes:
    import imageio_ffmpeg

    size = {"9:16": "270x480", "16:9": "480x270"}.get(aspect, "360x360")
    source = f"testsrc2=size={size}:rate=12:duration={duration_s},hue=h={hue * 360 // HUES}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", source]
        command += ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(path)]
        subprocess.run(command, check=True)
        return path.read_bytes()
