"""What emulators of footage stocks share: a small library of real, decodable films.

Files are at ``/files/<id>/<width>x<height>.mp4``, in parts where a part is asked for. A search
finds films that share a word with it; with the setting ``fuzzy``, all of them where none does, as
the services do. Setting ``allowance`` is how many searches are answered before 429.
"""

import hashlib
import re
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.server import Emulator

LARGEST, SMALL = (1080, 1920), (540, 960)
RATE = 4
_lock = threading.Lock()
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@dataclass(frozen=True)
class Film:
    """A clip of the library; ``lasts_s`` is what its file really does, where that is not told."""

    number: int
    title: str
    creator: str = "Ada Lens"
    duration_s: int = 12
    wide: bool = False
    small_only: bool = False
    made_with_ai: bool = False
    lasts_s: float = 0.0

    @property
    def slug(self) -> str:
        return "-".join([*re.findall(r"\w+", self.title.lower()), str(self.number)])

    @property
    def words(self) -> set[str]:
        return set(re.findall(r"\w+", self.title.lower()))

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of each file, the largest first."""
        found = [SMALL] if self.small_only else [LARGEST, SMALL]
        return [(high, wide) if self.wide else (wide, high) for wide, high in found]


LIBRARY = (
    Film(101, "Ocean waves on a rocky coast", "Ada Lens"),
    Film(102, "Waves rolling onto a beach", "Bo Ray", wide=True),
    Film(103, "The moon over a calm sea", "Cy Lux"),
    Film(104, "Full moon in clouds", "Di Sol", duration_s=20),
    Film(105, "Sea shore at low tide", "Ed Fox"),
    Film(106, "Waves in slow motion", "Flo Kit", duration_s=1),
    Film(107, "Waves from above", "Gus Pan", small_only=True),
    Film(108, "Painted ocean", "Hal Nine", made_with_ai=True),
    Film(109, "City traffic at night", "Ivy Day", duration_s=30),
    Film(110, "Harbour with fishing boats", "Jo Key"),
    Film(111, "Small waves at dawn", "Kim Loe"),
    Film(112, "Waves on sand", "Lu Moe"),
    Film(113, "Big waves, surfers", "Mo Noh"),
)


class StockEmulator(Emulator):
    """A stock: searched, and fetched from."""

    films: tuple[Film, ...] = LIBRARY

    def defaults(self) -> dict[str, Any]:
        return {"key": "emulator-key", "fuzzy": True, "allowance": None}

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.searched: list[str] = []

    def stats(self) -> dict[str, Any]:
        with self.lock:
            return {**super().stats(), "charged": 0, "searched": list(self.searched)}

    def find(self, words: str, orientation: str = "") -> list[Film]:
        """Return films that share a word with a search."""
        wanted = set(re.findall(r"\w+", words.lower()))
        with self.lock:
            self.searched.append(words)
        shaped = [film for film in self.films if _is(film, orientation)]
        found = [film for film in shaped if film.words & wanted]
        return found or (shaped if self.settings["fuzzy"] else [])

    def is_spent(self) -> bool:
        """Whether the allowance is used up; counts this search."""
        with self.lock:
            left = self.settings["allowance"]
            if left is None:
                return False
            self.settings["allowance"] = max(0, left - 1)
            return left <= 0

    def file(self, call: Call) -> Answer:
        """Serve a film's file, or a part of it."""
        found = re.fullmatch(r"/files/(\d+)/(\d+)x(\d+)\.mp4", call.path)
        film = next((f for f in self.films if found and str(f.number) == found[1]), None)
        if call.method != "GET" or not found or film is None:
            return Answer(404, b"not found", {"content-type": "text/plain"})
        body, headers = made(film, (int(found[2]), int(found[3]))), {"accept-ranges": "bytes"}
        headers["content-type"] = "video/mp4"
        asked = _RANGE.fullmatch(call.headers.get("range", ""))
        if not asked:
            return Answer(200, body, headers)
        first, last = int(asked[1]), min(int(asked[2] or len(body) - 1), len(body) - 1)
        if first >= len(body):
            return Answer(416, b"", {"content-range": f"bytes */{len(body)}"})
        headers["content-range"] = f"bytes {first}-{last}/{len(body)}"
        return Answer(206, body[first : last + 1], headers)

    def address(self, film: Film, size: tuple[int, int]) -> str:
        return f"{self.url}/files/{film.number}/{size[0]}x{size[1]}.mp4"


def made(film: Film, size: tuple[int, int]) -> bytes:
    """Return a film's file: decodable, of that size and the film's length, of bytes of its own."""
    with _lock:
        picture = _drawn(size, film.lasts_s or film.duration_s)
    digest = hashlib.sha256(f"{film.number}".encode()).digest()
    # a "free" box: players skip it
    return picture + (8 + len(digest)).to_bytes(4, "big") + b"free" + digest


@lru_cache(maxsize=64)
def _drawn(size: tuple[int, int], duration_s: float) -> bytes:
    import imageio_ffmpeg

    source = f"gradients=size={size[0]}x{size[1]}:rate={RATE}:duration={duration_s}:speed=0.05"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", source]
        command += ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(path)]
        subprocess.run(command, check=True)
        return path.read_bytes()


def _is(film: Film, orientation: str) -> bool:
    return not orientation or orientation == ("landscape" if film.wide else "portrait")


def counted(call: Call, name: str, default: int) -> int | None:
    """Return a whole number of a query; ``None`` where it is none."""
    said = call.query.get(name, str(default))
    return int(said) if said.isdecimal() else None
