"""Shows a batch's progress: a table that is redrawn on a terminal, a line a change elsewhere."""

import os
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import Protocol, TextIO

from stack.progress import DONE, Line

MARKS = {"done": "●", "under way": "◐", "failed": "✗", "waiting": "○"}
PLAIN_MARKS = {"done": "#", "under way": "~", "failed": "x", "waiting": "."}
STEP_PERCENT = 25
WAITING = ("none", "scheduled", "queued", "upstream_failed", "removed")


class View(Protocol):
    """Whatever shows progress."""

    def show(self, lines: Sequence[Line], elapsed_s: float) -> None:
        """Show the state of things ``elapsed_s`` after the start."""

    def close(self) -> None:
        """Leave what was shown last, and the terminal as it was."""


def choose(out: TextIO | None = None) -> View:
    """Return the table for a terminal, plain lines for anything else."""
    out = out or sys.stdout
    if out.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        return Table(out)
    return Plain(out)


def clock(seconds: float) -> str:
    """Return ``m:ss``, or ``h:mm:ss``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def width(text: str) -> int:
    """Return how many columns ``text`` takes."""
    return sum(_columns(c) for c in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fit(text: str, columns: int) -> str:
    """Cut or pad ``text`` to exactly ``columns``."""
    if width(text) > columns:
        kept, room = "", columns - 1
        for char in text:
            room -= _columns(char)
            if room < 0:
                break
            kept += char
        text = kept + "…"
    return text + " " * (columns - width(text))


class Plain:
    """One line a change, for logs and pipes."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.said: dict[str, str] = {}

    def show(self, lines: Sequence[Line], elapsed_s: float) -> None:
        """Print what has changed; of a render every quarter."""
        for line in lines:
            news = _rounded(line.says)
            if self.said.get(line.key) != news and news != "waiting":
                self.said[line.key] = news
                _write(self.out, f"{clock(elapsed_s):>6}  {line.title}: {news}\n")

    def close(self) -> None:
        """Nothing to leave."""


def _rounded(says: str) -> str:
    stage, mark, rest = says.partition(" %")
    if not mark:
        return says
    name, _, percent = stage.rpartition(" ")
    del rest  # speed and time left change with every look
    return f"{name} {int(percent) // STEP_PERCENT * STEP_PERCENT} %"


class Table:
    """One line a short, drawn again in place."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.drawn = 0
        self.marks = MARKS if _can(out, "".join(MARKS.values())) else PLAIN_MARKS

    def show(self, lines: Sequence[Line], elapsed_s: float) -> None:
        """Draw the table over the one before."""
        columns, rows = shutil.get_terminal_size()
        room = max(1, rows - 3)
        shown = [self._row(line, columns - 1) for line in lines[:room]]
        if len(lines) > room:
            shown[-1] = fit(f"  and {len(lines) - room + 1} more", columns - 1)
        head = fit(f"  {clock(elapsed_s)}  {_counts(lines)}", columns - 1)
        up = f"\x1b[{self.drawn}F" if self.drawn else ""
        text = "".join(f"{row}\x1b[K\n" for row in [*shown, head])
        _write(self.out, f"\x1b[?25l{up}{text}\x1b[J")
        self.drawn = len(shown) + 1

    def _row(self, line: Line, columns: int) -> str:
        marks = "".join(self._mark(state) for state in line.stages.values())
        since = clock(line.elapsed_s) if line.elapsed_s is not None else ""
        title = max(12, min(44, columns - 50))
        says = max(10, columns - title - 20)
        return f"  {fit(line.title, title)}  {marks:<7}  {fit(line.says, says)}{since:>7}"

    def _mark(self, state: str) -> str:
        if state in DONE:
            return self.marks["done"]
        if state == "failed":
            return self.marks["failed"]
        return self.marks["waiting" if state in WAITING else "under way"]

    def close(self) -> None:
        """Show the cursor again."""
        _write(self.out, "\x1b[?25h")


def _counts(lines: Sequence[Line]) -> str:
    shorts = [line for line in lines if line.key.isdigit()]
    if not shorts:
        return ""
    done = sum(all(state in DONE for state in line.stages.values()) for line in shorts)
    failed = sum(line.failed for line in shorts)
    return f"{done} of {len(shorts)} shorts done" + (f", {failed} failed" if failed else "")


def _can(out: TextIO, text: str) -> bool:
    try:
        text.encode(out.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _write(out: TextIO, text: str) -> None:
    encoding = out.encoding or "ascii"
    out.write(text.encode(encoding, "replace").decode(encoding))
    out.flush()
