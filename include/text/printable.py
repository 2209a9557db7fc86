"""Foreign words as they may stand in a log, a message or a report."""


def on_a_line(text: str, *, longest: int) -> str:
    """Return text on one line, without control characters, of at most ``longest`` characters."""
    printable = "".join(c if c.isprintable() else " " for c in text[: 10 * longest])
    line = " ".join(printable.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
