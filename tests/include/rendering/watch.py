"""Notices what a render does: which files it opens (Linux' inotify), and what ffmpeg is told."""

import ctypes
import os
import struct
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

IN_ACCESS, IN_OPEN = 0x01, 0x20
EVENT = struct.Struct("iIII")


class Watch:
    """How often a file was opened or read since it was last asked."""

    def __init__(self, path: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if libc.inotify_add_watch(self._fd, os.fsencode(path), IN_ACCESS | IN_OPEN) < 0:
            raise OSError(ctypes.get_errno(), f"{path} cannot be watched")

    def opened(self) -> int:
        """Return the number of events, and forget them."""
        count = 0
        while events := self._read():
            while events:
                _, _, _, length = EVENT.unpack_from(events)
                events = events[EVENT.size + length :]
                count += 1
        return count

    def _read(self) -> bytes:
        try:
            return os.read(self._fd, 65536)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        """End the watch."""
        os.close(self._fd)


@contextmanager
def watching(path: Path) -> Iterator[Watch]:
    """Watch a file while the block runs."""
    watch = Watch(path)
    try:
        yield watch
    finally:
        watch.close()


@dataclass
class Told:
    """What ffmpeg was run with: its arguments, and the text of all graphs and subtitles."""

    argv: list[Sequence[str]] = field(default_factory=list)
    graphs: list[str] = field(default_factory=list)
    subtitles: list[str] = field(default_factory=list)

    @property
    def encoded(self) -> bool:
        """Whether a picture was encoded."""
        return any("libx264" in argv for argv in self.argv)

    def note(self, argv: Sequence[str], folder: Path) -> None:
        """Write down what is run in ``folder``."""
        self.argv.append(argv)
        for option, value in pairwise(argv):
            if option in {"-filter_complex", "-af", "-vf"}:
                self.graphs.append(value)
            elif option == "-/filter_complex":
                self.graphs.append((folder / value).read_text(encoding="utf-8"))
        for path in folder.glob("*.ass"):
            self.subtitles.append(path.read_text(encoding="utf-8"))


@contextmanager
def listening() -> Iterator[Told]:
    """Note what is run, and run it."""
    told = Told()

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, argv: Sequence[str], **kwargs: Any) -> None:
            told.note(argv, Path(kwargs.get("cwd") or "."))
            super().__init__(argv, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", Noted)
        yield told
