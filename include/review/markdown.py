"""Foreign words in Markdown: shown as they are, whatever they hold."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~&$^=:@-])")
_OURS = re.compile(r"/?[\w.~%-][\w.~%/-]*(\?[\w.~%=&+/-]*)?", re.ASCII)
"""A path on this server, absolute or not, with its query: no host, no scheme."""

_NUMBERED = re.compile(r"^(\s*\d+)([.)])")


def plain(text: str) -> str:
    """Return a text on one line, with nothing in it that Markdown would take for markup.

    A page of Airflow's would else load an image from wherever a feed says.
    """
    line = " ".join(text.split())
    return _NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line))


def link(words: str, url: str) -> str:
    """Return a link, or the words alone where the address is none of the web."""
    usable = re.fullmatch(r"https?://[^\s<>\\]+", url)
    return f"[{plain(words)}](<{url}>)" if usable else plain(words)


def page(words: str, path: str) -> str:
    """Return a link to a page of this server; the words alone for any other address."""
    return f"[{plain(words)}](<{path}>)" if _OURS.fullmatch(path) else plain(words)


def image(words: str, path: str) -> str:
    """Return an image of this server; "" for any other address."""
    return f"!{page(words, path)}" if _OURS.fullmatch(path) else ""
