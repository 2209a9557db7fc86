"""A short reaches each target once, whatever happens in between."""

import pytest

from include.ledger.ledger import Ledger
from include.providers.errors import Fatal
from include.shorts.publishing import publish
from include.storage.media import MediaStore
from tests.include.shorts import parts


@pytest.fixture
def world(tmp_path):
    store = MediaStore(tmp_path / "media")
    return store, Ledger(f"sqlite:///{tmp_path / 'ledger.db'}"), tmp_path / "published"


@pytest.fixture
def short(world):
    store, _, _ = world
    return parts.short(
        video=store.put(b"video", "video/mp4"),
        cover=store.put(b"cover", "image/jpeg"),
        preview=store.put(b"preview", "image/webp"),
        captions_vtt=store.put(b"vtt", "text/vtt"),
        captions_srt=store.put(b"srt", "application/x-subrip"),
        captions_ass=store.put(b"ass", "text/x-ass"),
        sidecar=store.put(b"{}", "application/json"),
        edit=store.put(b"[]", "application/json"),
    )


def send(short, world, *, owner="task", targets=("folder",)):
    store, book, root = world
    return publish(
        short, batch="b1", targets=targets, store=store, book=book, root=root, owner=owner
    )


def test_all_files_of_a_short_are_published_and_written_down(short, world):
    (publication,) = send(short, world)
    _, book, root = world
    assert publication.path == str(root / "b1/tides.mp4")
    assert publication.published_at is not None
    names = sorted(path.name for path in (root / "b1").iterdir())
    endings = ["ass", "edit.json", "jpg", "json", "mp4", "srt", "vtt", "webp"]
    assert names == [f"tides.{ending}" for ending in endings]
    assert [held.state for held in book.publications.of("b1/t1")] == ["published"]


def test_run_again_it_finds_what_is_published_and_touches_nothing(short, world):
    (first,) = send(short, world)
    video = world[2] / "b1/tides.mp4"
    video.write_bytes(b"somebody is watching this")
    (second,) = send(short, world, owner="another attempt")
    assert second == first
    assert video.read_bytes() == b"somebody is watching this"


def test_killed_before_the_confirmation_the_same_task_goes_on(short, world, monkeypatch):
    class Killed(BaseException):
        pass

    def kill(*_, **__):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(world[1].publications, "confirm", kill)
        with pytest.raises(Killed):
            send(short, world)
    (publication,) = send(short, world)
    assert publication.state == "published"


def test_a_target_that_another_task_is_sending_to_is_left_alone(short, world):
    world[1].publications.claim("b1/t1", "folder", owner="another task")
    with pytest.raises(Fatal, match="claimed on folder by another task"):
        send(short, world)
    assert not world[2].exists()


def test_a_folder_that_cannot_be_written_confirms_nothing(short, world):
    world[2].write_text("a file where the folder should be")
    with pytest.raises(OSError, match="published"):
        send(short, world)
    assert [held.state for held in world[1].publications.of("b1/t1")] == ["failed"]


def test_the_same_short_in_another_batch_is_another_publication(short, world):
    send(short, world)
    store, book, root = world
    publish(short, batch="b2", targets=["folder"], store=store, book=book, root=root, owner="task")
    assert (root / "b2/tides.mp4").exists()


def test_an_unknown_target_is_answered_with_those_that_exist(short, world):
    with pytest.raises(Fatal, match="Choose one of: folder"):
        send(short, world, targets=["myspace"])
