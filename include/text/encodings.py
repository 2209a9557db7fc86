"""Which encodings a page or a feed may be in, by the names that they give."""

import codecs

ODD = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
"""Python knows these as encodings of text; decoding some takes the square of the time, others come
to halves of characters, and nobody writes pages in any."""


def encoding_of(name: str) -> str:
    """Return the encoding of a name, UTF-8 where that is none of a page's."""
    try:
        found = codecs.lookup(name)
        b"a".decode(name, "replace")
    except (LookupError, UnicodeError, ValueError):
        return "utf-8"
    return "utf-8" if is_odd(name) else found.name


def is_odd(name: str) -> bool:
    """Whether Python takes a name for an encoding, and no page would."""
    try:
        return codecs.lookup(name).name.replace("_", "-") in ODD
    except (LookupError, ValueError):
        return False
