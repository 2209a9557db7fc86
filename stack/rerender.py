"""Renders the edit of a short again; ``python -m stack.rerender <file>``."""

import sys
from pathlib import Path

from include.rendering.errors import RenderError
from include.rendering.render import RenderProgress
from include.settings import Settings
from include.shorts.again import render_again
from include.storage.errors import StorageError


def main(argv: list[str]) -> int:
    """Render the edit in the file and say where the short is."""
    if len(argv) != 1:
        print("Name the edit: make render EDIT=<file>", file=sys.stderr)
        return 2
    try:
        short, video = render_again(Path(argv[0]), Settings.from_env().rendered, on_progress=_tell)
    except (RenderError, StorageError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    for finding in short.findings:
        print(f"{finding.severity}: {finding.message} {finding.remedy}".rstrip())
    print(f"{short.title} ({short.duration_s:.1f} s): {video}")
    return 0


def _tell(progress: RenderProgress) -> None:
    print(f"{100 * progress.fraction:3.0f} %, {progress.eta_s:.0f} s left", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
