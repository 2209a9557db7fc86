"""A stored edit is all that is needed to make the short again."""

import json

import pytest

from include.rendering.render import render
from include.shorts.again import read, render_again, store_of
from include.shorts.making import files, make_short
from include.storage.media import MediaStore
from tests.include.editing.parts import edit, script
from tests.include.shorts.parts import MEDIA, small

pytestmark = [pytest.mark.integration, pytest.mark.slow]


@pytest.fixture
def store(tmp_path):
    return MediaStore(tmp_path / "media")


@pytest.fixture
def made(tmp_path, store):
    """A short, and the edit's file as it is published."""
    cut = small(edit(tmp_path, written=script(["One two three."]), with_music=True), store)
    short = make_short(cut, slug="tides", store=store, on_progress=lambda _: None)
    path = tmp_path / "tides.edit.json"
    path.write_bytes(store.local(short.edit).read_bytes())
    return short, cut, path


def test_a_stored_edit_renders_to_the_same_bytes(made, store, tmp_path):
    short, cut, path = made
    stored = read(path)
    assert stored == cut
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    again = render(stored, local=store.local, work_dir=folder, on_progress=lambda _: None)
    assert again.video.read_bytes() == store.local(short.video).read_bytes()
    assert again.ass.read_bytes() == store.local(short.captions_ass).read_bytes()


def test_it_finds_the_media_store_by_itself(made, tmp_path):
    short, _, path = made
    again, video = render_again(path, tmp_path / "out", on_progress=lambda _: None)
    assert video == tmp_path / "out" / "tides.mp4"
    assert video.stat().st_size == short.video.size_bytes
    assert {p.name for p in video.parent.iterdir()} == {f"tides{end}" for end in files(again)}


def test_an_edit_changed_by_hand_gives_the_changed_short(made, tmp_path):
    short, _, path = made
    content = json.loads(path.read_text())
    content["facts"]["title"] = "Tides, again"
    changed = tmp_path / "mine.edit.json"
    changed.write_text(json.dumps(content))
    again, _ = render_again(changed, tmp_path / "out", on_progress=lambda _: None)
    assert (again.title, again.slug) == ("Tides, again", "mine")
    assert again.edit_digest != short.edit_digest


@pytest.mark.parametrize("text", ["", "[]", "no JSON", '{"version": 7}'])
def test_a_file_that_is_no_edit_is_refused_with_what_is_wrong(tmp_path, text):
    path = tmp_path / "odd.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"odd\.json is no edit: .*\.edit\.json beside a short"):
        read(path)


def test_media_from_elsewhere_are_not_looked_for(tmp_path):
    with pytest.raises(ValueError, match="is not in a media store"):
        store_of(MEDIA)
