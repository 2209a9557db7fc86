"""Local: footage of one's own, from a folder that every worker can read.

A file may have a sidecar: ``waves.mp4`` has ``waves.json`` or ``waves.yaml`` beside it, an object
with ``tags`` (a list, or words with commas between), ``title``, ``credit``, ``creator``,
``licence``, ``url`` and ``made_with_ai``. What it does not say holds for the whole folder; what
nobody says of is one's own, and nothing needs to be said of it. A file whose sidecar cannot be
read is left out: nothing is shown whose licence is in doubt. Tags are the words of title and file
name besides.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from include.providers.errors import BadReply, Fatal
from include.providers.stock import FolderStock, address_of, name_of, words_of
from include.providers.values import Setting
from include.text.printable import on_a_line

KNOWN = ("tags", "title", "credit", "creator", "licence", "license", "url", "made_with_ai")
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
        if unknown := sorted(set(map(str, said)) - set(KNOWN)):
            raise BadReply(
                f"The sidecar of {name} has {', '.join(unknown)}, which nobody reads. It may have: "
                f"{', '.join(KNOWN)}."
            )
        tags = said.get("tags") or ()
        if not isinstance(tags, str | list | tuple):
            raise BadReply(f"tags in the sidecar of {name} are no list. Make them one.")
        texts = {key: said.get(key) for key in ("credit", "creator", "licence", "license", "title")}
        if wrong := [key for key, value in texts.items() if not isinstance(value, str | None)]:
            raise BadReply(f"{wrong[0]} in the sidecar of {name} is no text. Correct it.")
        extra, licence = self.account.extra, texts["licence"] or texts["license"]
        listed = [tags] if isinstance(tags, str) else list(tags)
        return {
            "words": words_of(*listed, texts["title"], Path(name).with_suffix("").as_posix()),
            "page_url": address_of(said.get("url")),
            "creator": name_of(texts["creator"]),
            "credit": _line(texts["credit"] or (not texts["creator"] and extra.get("credit"))),
            "licence": _line(licence or extra.get("licence")),
            "made_with_ai": said.get("made_with_ai") is True,
        }

    def credit(self, hit: Any) -> str:
        """Return what the sidecar says; nothing where it says nothing."""
        who = hit.credit or hit.creator
        return ", ".join(each for each in (who, hit.page_url) if each)


def _line(value: Any) -> str:
    return on_a_line(value, longest=LONGEST_CREDIT) if isinstance(value, str) else ""
