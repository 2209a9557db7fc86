"""The language a run asks for, checked the same way wherever its topics come from."""

from include.providers.errors import Fatal
from include.text.languages import normalise


def wanted_language(asked: str) -> str:
    """Return the tag a run asks for, "" for "auto", which goes by the look of the words.

    Raises:
        Fatal: It names no language of ISO 639.
    """
    if asked.strip().lower() in {"", "auto"}:
        return ""
    tag = normalise(asked)
    if not tag:
        raise Fatal(
            f"Language {asked[:40]!r} is none of ISO 639. Give a tag like en, de or pt-BR, or auto."
        )
    return tag
