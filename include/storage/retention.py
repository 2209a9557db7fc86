"""What nobody has used for long may go; what somebody needs stays, however old it is.

Use is told by age: asking for an order makes its pointer young, storing bytes makes their file
young. From what is young or needed, all is kept that can be reached: a pointer leads to its file,
and a JSON file (a short, its edit, a narration) to every digest that stands in it. A pointer goes
with its file.
"""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from include.domain import Media
from include.storage import keys
from include.storage.media import MediaStore, age_s

_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Swept:
    """What was, or would be, deleted, and what stays."""

    files: int
    size_bytes: int
    kept: int


@dataclass(frozen=True)
class _Pointer:
    path: Any
    target: str
    age_s: float


@dataclass(frozen=True)
class _File:
    path: Any
    age_s: float
    size_bytes: int


def sweep_partials(store: MediaStore, *, older_than_s: float, delete: bool = True) -> int:
    """Delete partial files that killed writers left behind on this machine; return how many."""
    files = [file for file in store.partials().iterdir() if file.is_file()]
    stale = [file for file in files if _still_old(file, older_than_s)]
    for file in stale if delete else ():
        file.unlink(missing_ok=True)
    return len(stale)


def sweep_media(
    store: MediaStore, *, unused_s: float, needed: Iterable[str], delete: bool = True
) -> Swept:
    """Delete what was not used for ``unused_s`` and cannot be reached from what was.

    Args:
        store: The store to sweep.
        unused_s: Age from which on a file may go.
        needed: Digests of orders that are kept whatever their age, with all they lead to.
        delete: False looks only.
    """
    pointers, files = dict(_pointers(store)), dict(_files(store))
    found: list[tuple[str, _Pointer | _File]] = [*pointers.items(), *files.items()]
    young = {digest for digest, each in found if each.age_s < unused_s}
    kept = _reached({*young, *needed}, pointers, files)
    for digest, pointer in pointers.items():
        if pointer.target in kept:
            continue
        if not _still_old(pointer.path, unused_s):
            kept |= _reached({digest}, pointers, files)
        elif delete:
            pointer.path.unlink(missing_ok=True)
    gone = [f for d, f in files.items() if d not in kept and _still_old(f.path, unused_s)]
    for file in gone if delete else ():
        file.path.unlink(missing_ok=True)
    return Swept(len(gone), sum(file.size_bytes for file in gone), len(files) - len(gone))


def _reached(
    roots: Iterable[str], pointers: dict[str, _Pointer], files: dict[str, _File]
) -> set[str]:
    reached: set[str] = set()
    ahead = set(roots)
    while ahead:
        digest = ahead.pop()
        reached.add(digest)
        found = {pointers[digest].target} if digest in pointers else set()
        if digest in files and files[digest].path.suffix == ".json":
            found |= _named_in(files[digest].path)
        ahead |= found - reached
    return reached


def _named_in(path: Any) -> set[str]:
    try:
        return set(_DIGEST.findall(path.read_text(encoding="utf-8", errors="replace")))
    except FileNotFoundError:
        return set()


def _still_old(path: Any, unused_s: float) -> bool:
    """Whether nobody has used it while we looked."""
    try:
        return age_s(path) >= unused_s
    except FileNotFoundError:
        return False


def _pointers(store: MediaStore) -> Iterator[tuple[str, _Pointer]]:
    for path, stat in _listed(store, keys.POINTERS):
        try:
            target = Media.model_validate_json(path.read_bytes()).digest
        except FileNotFoundError:
            continue
        except ValueError:
            target = ""  # damaged: it leads nowhere
        yield path.stem, _Pointer(path, target, _age_s(stat))


def _files(store: MediaStore) -> Iterator[tuple[str, _File]]:
    for path, stat in _listed(store, keys.FILES):
        yield path.stem, _File(path, _age_s(stat), stat.st_size)


def _listed(store: MediaStore, folder: str) -> Iterator[tuple[Any, Any]]:
    for path in (store.root / folder).glob("*/*"):
        if not _DIGEST.fullmatch(path.stem):
            continue  # not ours
        try:
            yield path, path.stat()
        except FileNotFoundError:
            continue


def _age_s(stat: Any) -> float:
    return time.time() - stat.st_mtime if stat.st_mtime else 0.0
