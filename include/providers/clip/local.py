"""Local: footage of one's own, from a folder that every worker can read.

A file may have a sidecar: ``waves.mp4`` has ``waves.json`` or ``waves.yaml`` beside it, an object
with ``tags`` (a list, or words with commas between), ``title``, ``credit``, ``creator``,
``licence``, ``url`` and ``made_with_ai``. What it does not say holds for the whole folder; what
nobody says of is one's own, and nothing needs to be said of it. A file whose sidecar cannot be
read, or printed as it is, is left out: nothing is shown whose licence is in doubt. Tags are the
words of title and file name besides.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from include.providers.errors import BadReply, Fatal
from include.providers.stock import FolderStock, address_of, words_of
from include.providers.values import Setting
from include.text.printable import on_a_line

TEXTS = ("title", "credit", "creator", "licence", "license", "url")
KNOWN = ("tags", *TEXTS, "made_with_ai")
LONGEST_CREDIT = 300


class Local(FolderStock):
    """Clips and pictures from a folder."""

    docs_url = "https://docs.python.org/3/library/pathlib.html"
    limits = "5,000 files of a folder, with what is below it; footage in formats ffmpeg reads."
    title = "local"
    settings = (
        Setting("folder", "the folder, as an absolute path", shapes=True),
        Setting("licence", "the licence of files whose sidecar names none"),
        Setting("credit", "what is printed of files whose sidecar names nobody"),
    )

    @property
    def folder(self) -> Path:
        """The folder of the connection."""
        named = str(self.account.extra.get("folder") or "")
        if not named or not Path(named).is_absolute():
            raise Fatal(
                "The connection of provider local names no folder. Set extra.folder to an "
                "absolute path that every worker can read."
            )
        return Path(named)

    def facts(self, name: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """Read a sidecar, and the file's name."""
        tags, texts = _checked(name, said)
        nobody = "" if texts["creator"] else self._of_all("credit")
        return {
            "words": words_of(*tags, texts["title"], Path(name).with_suffix("").as_posix()),
            "page_url": texts["url"],
            "creator": _line(texts["creator"]),
            "credit": _line(texts["credit"] or nobody),
            "licence": _line(texts["licence"] or texts["license"] or self._of_all("licence")),
            "made_with_ai": said.get("made_with_ai") is True,
        }

    def credit(self, hit: Any) -> str:
        """Return what the sidecar says; nothing where it says nothing."""
        who = hit.credit or hit.creator
        return ", ".join(each for each in (who, hit.page_url) if each)

    def _of_all(self, name: str) -> str:
        """Return what the connection says of all files; "" where it says nothing.

        Raises:
            Fatal: It cannot be printed as it is.
        """
        value = self.account.extra.get(name) or ""
        if not isinstance(value, str) or len(value) > LONGEST_CREDIT:
            raise Fatal(
                f"{name} of the connection of provider local is no text of at most "
                f"{LONGEST_CREDIT} characters. Correct its extra field."
            )
        return value


def _checked(name: str, said: Mapping[str, Any]) -> tuple[list[Any], dict[str, str]]:
    """Return a sidecar's tags and texts; what cannot be printed as it is said is refused."""

    def refuse(field: str, fact: str) -> NoReturn:
        raise BadReply(f"{field} in the sidecar of {name} {fact}. Correct it.")

    if unknown := sorted(set(map(str, said)) - set(KNOWN)):
        known = ", ".join(KNOWN)
        refuse(", ".join(unknown), f"is nothing that is read; there may be {known}")
    tags = said.get("tags") or ()
    if not isinstance(tags, str | list | tuple):
        refuse("tags", "are no list")
    texts = {key: "" if said.get(key) is None else said[key] for key in TEXTS}
    for key, value in texts.items():
        if not isinstance(value, str):
            refuse(key, "is no text")
        if key != "title" and len(value) > LONGEST_CREDIT:
            refuse(key, f"is longer than {LONGEST_CREDIT} characters")
    if texts["url"] and not address_of(texts["url"]):
        refuse("url", "is no http(s) address")
    if not isinstance(said.get("made_with_ai", False), bool | None):
        refuse("made_with_ai", "is neither true nor false")
    return [tags] if isinstance(tags, str) else list(tags), texts


def _line(text: str) -> str:
    return on_a_line(text, longest=LONGEST_CREDIT)
