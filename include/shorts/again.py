"""Render a stored edit again: an edit is pure data, and names all it is made of."""

import shutil
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from include.domain import Edit, Media, Short
from include.rendering.render import RenderProgress
from include.shorts.making import files, make_short
from include.storage import keys
from include.storage.media import MediaStore


def render_again(
    path: Path, folder: Path, *, on_progress: Callable[[RenderProgress], None]
) -> tuple[Short, Path]:
    """Make the short of an edit's file, which may have been changed; return it and its video.

    Its files are named after the edit's. What an earlier render left in the media store, and is
    still right, is taken from there.

    Args:
        path: The edit, as it was published beside the short.
        folder: Where the files go.
        on_progress: Told about once a second while ffmpeg encodes.

    Raises:
        ValueError: The file is no edit.
        MissingMedia: Its narration is no longer in the media store.
        RenderError: The edit cannot be rendered.
    """
    edit = read(path)
    store = store_of(edit.sound.narration)
    name = path.name.removesuffix(".json").removesuffix(".edit")
    short = make_short(edit, slug=name, store=store, on_progress=on_progress)
    folder.mkdir(parents=True, exist_ok=True)
    for ending, media in files(short).items():
        shutil.copyfile(store.local(media), folder / f"{name}{ending}")
    return short, folder / f"{name}.mp4"


def read(path: Path) -> Edit:
    """Read an edit's file.

    Raises:
        ValueError: It is no edit; the message names the first field that is wrong.
    """
    try:
        return Edit.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ValueError(
            f"{path} is no edit: {where}: {first['msg']}. Give the .edit.json beside a short."
        ) from None


def store_of(media: Media) -> MediaStore:
    """Return the media store that holds a file of the edit.

    Raises:
        ValueError: Its address is not one of a media store's.
    """
    key = keys.file(media.digest, media.content_type)
    root = media.uri.removesuffix(f"/{key}")
    if root == media.uri:
        raise ValueError(
            f"{media.uri} is not in a media store: its key should be {key}. "
            "Give an edit as it was stored."
        )
    return MediaStore(root)
