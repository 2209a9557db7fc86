"""Files that providers may send: odd ones, broken ones, and what only claims to be media."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from include.rendering.ffmpeg import binary

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
WAVES = "sine=220:d=1.2,volume=4,tremolo=6"
"""What stands for a voice: it comes and goes."""


def _seen(size: str, rate: int = 12, seconds: float = 0.6) -> str:
    return f"testsrc2=s={size}:r={rate}:d={seconds}"


def _layout(name: str) -> str:
    return f"{WAVES},aformat=channel_layouts={name}"


PICTURES: Mapping[str, tuple[str, ...]] = {
    "plain.mp4": (_seen("54x96"), *H264),
    "slow.mp4": (_seen("54x96", 1, 2), *H264),
    "fast.mp4": (_seen("54x96", 120, 0.3), *H264),
    "uneven.mkv": (f"{_seen('54x96', 30)},select=not(mod(n\\,3))+eq(n\\,4)", *H264[:4]),
    "odd.mp4": ("testsrc=s=33x57:r=12:d=0.6", *H264[:4], "-pix_fmt", "yuv444p"),
    "dot.png": ("color=red:s=1x1", "-frames:v", "1"),
    "wide.png": ("testsrc2=s=4000x10", "-frames:v", "1"),
    "high.jpg": ("testsrc2=s=10x4000", "-frames:v", "1"),
    "clear.webm": (f"{_seen('54x96')},format=yuva420p", "-c:v", "libvpx-vp9", "-cpu-used", "8"),
    "clear.png": ("color=red@0.3:s=99x55,format=rgba", "-frames:v", "1"),
    "palette.png": ("testsrc2=s=64x64,format=pal8", "-frames:v", "1"),
    "sixteen.png": ("testsrc2=s=40x40,format=rgba64be", "-frames:v", "1"),
    "moving.gif": (_seen("64x64"),),
    "moving.webp": (_seen("64x64", 5), "-c:v", "libwebp_anim", "-loop", "0"),
    "moving.apng": (_seen("64x64", 5), "-f", "apng", "-plays", "0"),
    "deep.mkv": (_seen("101x303"), "-c:v", "ffv1", "-pix_fmt", "yuv444p10le"),
    "gray.mkv": (f"{_seen('48x48')},format=gray", "-c:v", "ffv1"),
    "laced.mpg": (f"{_seen('64x64', 50)},interlace", "-c:v", "mpeg2video", "-flags", "+ildct"),
    "squeezed.mp4": (f"{_seen('54x96')},setsar=64/45", *H264),
    "crushed.mkv": (f"{_seen('54x96')},setsar=1/50", *H264),
    "stretched.mkv": (f"{_seen('54x96')},setsar=50/1", *H264),
    "endless.webm": (_seen("54x96"), "-c:v", "libvpx", "-live", "1"),
    "still.mp4": (_seen("54x96"), *H264, "-frames:v", "1"),
    "full.mp4": (f"{_seen('54x96')},scale=out_range=pc", *H264[:4], "-pix_fmt", "yuvj420p"),
}
"""What ffmpeg makes by itself: its source, then its options."""

SOUNDS: Mapping[str, tuple[str, ...]] = {
    "mono.wav": (WAVES,),
    "telephone.wav": (WAVES, "-ar", "8000", "-c:a", "pcm_mulaw"),
    "five.m4a": (_layout("5.1"), "-c:a", "aac"),
    "seven.flac": (_layout("7.1"), "-ar", "96000"),
    "bytes.wav": (WAVES, "-c:a", "pcm_u8", "-ar", "11025"),
    "speech.ogg": (WAVES, "-c:a", "libopus"),
    "song.mp3": (WAVES, "-c:a", "libmp3lame"),
    "loud.wav": (f"{WAVES},volume=40dB",),
    "faint.wav": (f"{WAVES},volume=-55dB",),
    "silent.wav": ("anullsrc=r=22050:cl=mono:d=1",),
    "click.wav": ("aevalsrc='if(eq(n,9000),1,0)':d=1:s=22050",),
    "blink.wav": ("sine=220:d=0.002",),
    "float.wav": ("aevalsrc='if(mod(n,500),0.2*sin(n/20),0/0)':d=1:s=22050", "-c:a", "pcm_f32le"),
}


BROKEN = (
    *("empty.mp4", "text.mp4", "head.mp4", "cut.mp4", "half.mp4", "bare.mp4", "torn.mp4"),
    *("eternal.mp4", "torn.png", "changing.ts", "playlist.mp4", "concat.mp4", "drawn.mp4"),
)
BROKEN_SOUNDS = ("cut.wav", "eternal.wav", "torn.mp3")
ALL_PICTURES = (*PICTURES, *BROKEN, "turned.mp4", "heard.mp4", "mono.wav", "gone.mp4")
ALL_SOUNDS = (
    *(*SOUNDS, *BROKEN_SOUNDS, "heard.mp4", "covered.mp3", "plain.mp4", "gone.wav"),
    *("empty.mp4", "text.mp4", "head.mp4", "playlist.mp4", "concat.mp4"),
)
"""``gone.*`` are in no store."""


def made(folder: Path, canary: Path) -> dict[str, Path]:
    """Make every animal of the zoo; return them by their names.

    Some name the ``canary``, a file that is no business of theirs.
    """
    for name, (source, *options) in {**PICTURES, **SOUNDS}.items():
        run(folder / name, "-f", "lavfi", "-i", source, *options)
    plain = f"file:{folder / 'plain.mp4'}"
    run(folder / "turned.mp4", "-display_rotation", "90", "-i", plain, "-c", "copy")
    both = ("-f", "lavfi", "-i", _seen("54x96"), "-f", "lavfi", "-i", _layout("5.1"))
    run(folder / "heard.mp4", *both, *H264, "-shortest")
    cover = ("-i", f"file:{folder / 'song.mp3'}", "-i", f"file:{folder / 'clear.png'}")
    run(folder / "covered.mp3", *cover, "-map", "0", "-map", "1", "-c", "copy")
    run(folder / "listed.mp4", "-i", plain, "-c", "copy", "-movflags", "+faststart")
    for path, data in _broken(folder):
        path.write_bytes(data)
    for name, text in _naming(canary).items():
        (folder / name).write_text(text)
    return {path.name: path for path in folder.iterdir()}


def run(path: Path, *args: str) -> None:
    """Make a file with ffmpeg."""
    subprocess.run([binary(), "-y", "-nostdin", "-loglevel", "error", *args, str(path)], check=True)


def _broken(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield files that are not, or no longer, what their names say."""
    harm: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
        "empty.mp4": ("plain.mp4", lambda _: b""),
        "text.mp4": ("plain.mp4", lambda _: b"this is no film\n" * 40),
        "head.mp4": ("plain.mp4", lambda data: b"\0" * 64 + data[64:]),
        "cut.mp4": ("plain.mp4", lambda data: data[: len(data) // 2]),
        "half.mp4": ("listed.mp4", lambda data: data[: len(data) * 3 // 4]),
        "bare.mp4": ("listed.mp4", lambda data: data[: data.index(b"mdat") + 4]),
        "torn.mp4": ("listed.mp4", lambda data: _torn(data, data.index(b"mdat") + 40)),
        "eternal.mp4": ("plain.mp4", _eternal),
        "cut.wav": ("mono.wav", lambda data: data[: len(data) // 3]),
        "eternal.wav": ("mono.wav", _eternal_wav),
        "torn.mp3": ("song.mp3", lambda data: _torn(data, 600)),
        "torn.png": ("clear.png", lambda data: data[:60]),
        "changing.ts": ("plain.mp4", lambda _: _changing(folder)),
    }
    for name, (origin, harmed) in harm.items():
        yield folder / name, harmed((folder / origin).read_bytes())


def _naming(canary: Path) -> Mapping[str, str]:
    """Lists and drawings that other files are part of."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{canary}"/></svg>'
    return {
        "playlist.mp4": f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{canary}\n",
        "concat.mp4": f"ffconcat version 1.0\nfile '{canary}'\nduration 1\n",
        "drawn.mp4": svg,
    }


def _torn(data: bytes, at: int) -> bytes:
    """Every 37th byte from a place on is another."""
    return bytes(b ^ 0x5A if i >= at and i % 37 == 0 else b for i, b in enumerate(data))


def _eternal(data: bytes) -> bytes:
    """An mp4 whose boxes say that it lasts for months."""
    for box, at in ((b"mvhd", 16), (b"tkhd", 20), (b"mdhd", 16)):
        place = data.index(box) + 4 + at
        data = data[:place] + b"\x7f\xff\xff\xf0" + data[place + 4 :]
    return data


def _eternal_wav(data: bytes) -> bytes:
    place = data.index(b"data") + 4
    return data[:place] + b"\xff\xff\xff\x7f" + data[place + 4 :]


def _changing(folder: Path) -> bytes:
    """A film that becomes larger in its midst."""
    parts = []
    for size in ("54x96", "96x54"):
        run(folder / "part.ts", "-f", "lavfi", "-i", _seen(size), *H264)
        parts.append((folder / "part.ts").read_bytes())
    (folder / "part.ts").unlink()
    return b"".join(parts)
