"""How wide a text is where every character takes one or two places."""

import unicodedata


def columns(text: str) -> int:
    """Width of ``text`` in columns: two for a wide character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )
