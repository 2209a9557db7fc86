import io

import pytest

from stack.progress import Line
from stack.view import Plain, Table, choose, clock, fit, width


class Terminal(io.TextIOWrapper):
    def __init__(self, encoding="utf-8"):
        super().__init__(io.BytesIO(), encoding=encoding)

    def isatty(self):
        return True

    @property
    def text(self):
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)


def line(says, key="0", title="Tides", **stages):
    return Line(key, title, says, stages or {"script": "running"}, 65.0)


def test_plain_lines_say_each_change_once():
    out = io.StringIO()
    view = Plain(out)
    for second, says in enumerate(["waiting", "script", "script", "narration"]):
        view.show([line(says)], second)
    assert out.getvalue() == "  0:01  Tides: script\n  0:03  Tides: narration\n"


def test_plain_lines_say_a_render_by_quarters():
    out = io.StringIO()
    view = Plain(out)
    for percent in range(0, 101, 5):
        view.show([line(f"render {percent} %, 1.8x, {100 - percent} s left")], percent)
    said = [row.split(": ")[1] for row in out.getvalue().splitlines()]
    assert said == ["render 0 %", "render 25 %", "render 50 %", "render 75 %", "render 100 %"]


def test_a_pipe_gets_plain_lines_and_a_terminal_a_table(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    assert isinstance(choose(io.StringIO()), Plain)
    assert isinstance(choose(Terminal()), Table)
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(choose(Terminal()), Plain)


@pytest.fixture
def size(monkeypatch):
    def set_to(columns, rows):
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("LINES", str(rows))

    set_to(80, 24)
    return set_to


def rows(text):
    """What the last drawing put on the screen."""
    last = text.rpartition("\x1b[?25l")[2]
    return [row for row in last.replace("\x1b[J", "").replace("\x1b[K", "").split("\n") if row]


def test_a_table_is_drawn_over_the_one_before(size):
    out = Terminal()
    table = Table(out)
    table.show([line("script"), line("waiting", key="1")], 1)
    assert "\x1b[3F" not in out.text
    table.show([line("narration"), line("script", key="1")], 2)
    assert "\x1b[3F" in out.text
    table.close()
    assert out.text.endswith("\x1b[?25h")


def test_a_row_shows_title_stages_words_and_time(size):
    out = Terminal()
    Table(out).show(
        [line("render 42 %", script="success", clips="deferred", render="failed", review="none")], 5
    )
    row = rows(out.text)[0]
    assert "Tides" in row
    assert "●◐✗○" in row
    assert "render 42 %" in row
    assert row.endswith("1:05")


def test_a_terminal_that_cannot_show_the_marks_gets_others(size):
    out = Terminal("ascii")
    Table(out).show([line("done", title="Ébbe 日", script="success")], 5)
    assert "#" in out.text
    assert "?bbe ?" in out.text


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_row_is_wider_than_the_terminal(size, columns):
    size(columns, 24)
    out = Terminal()
    Table(out).show([line("w" * 300, title="日本語" * 40), line("x", title="e\u0301" * 90)], 5)
    assert all(width(row.partition("F")[2] or row) <= max(columns, 60) for row in rows(out.text))


def test_more_shorts_than_rows_are_counted(size):
    size(80, 10)
    out = Terminal()
    Table(out).show([line("script", key=str(n)) for n in range(50)], 5)
    shown = rows(out.text)
    assert len(shown) < 10
    assert "and 44 more" in out.text
    assert "0 of 50 shorts done" in shown[-1]


@pytest.mark.parametrize("text", ["", "a", "日本語", "e\u0301e\u0301e\u0301", "a" * 50])
def test_text_is_fitted_exactly(text):
    assert width(fit(text, 5)) in (5, 4) if width(text) > 5 else width(fit(text, 5)) == 5


@pytest.mark.parametrize(("seconds", "expected"), [(0, "0:00"), (61.9, "1:01"), (3_661, "1:01:01")])
def test_a_clock_reads_as_one(seconds, expected):
    assert clock(seconds) == expected
