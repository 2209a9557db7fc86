"""Ours, in a process of its own: ``python -m bench.render.ours <edit> <store> <folder> <preset>``.

Says at the end how long the render took, without the start of the interpreter: the worker that
renders has long been running.
"""

import sys
import time
from pathlib import Path

from bench.render.encoder import choose
from include.domain import Edit
from include.rendering.render import render
from include.storage.media import MediaStore


def main(edit_path: str, store: str, folder: str, preset: str) -> None:
    """Render with nothing kept from before."""
    choose(preset)
    edit = Edit.model_validate_json(Path(edit_path).read_bytes())
    media = MediaStore(Path(store))
    began_s = time.monotonic()
    render(edit, local=media.local, work_dir=Path(folder), on_progress=lambda _: None)
    print(time.monotonic() - began_s)


if __name__ == "__main__":
    main(*sys.argv[1:])
