"""What was used lately or is needed stays, with all that can be reached from it; the rest goes."""

import hashlib
import os
import time
from pathlib import Path

import pytest
from upath import UPath

from include.storage import keys, retention
from include.storage.media import MediaStore, age_s
from include.storage.retention import sweep_media, sweep_partials

DAY_S = 86_400.0
UNUSED_S = 30 * DAY_S


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def store(tmp_path):
    return MediaStore(tmp_path / "media")


def age(store, days=100.0):
    """Make everything in the store as old as that."""
    at = time.time() - days * DAY_S
    for path in Path(store.root.path).rglob("*"):
        os.utime(path, (at, at))


def left(store):
    return {p.read_bytes() for p in Path(store.root.path, keys.FILES).rglob("*") if p.is_file()}


def sweep(store, *needed, **kwargs):
    return sweep_media(store, unused_s=UNUSED_S, needed=needed, **kwargs)


def test_what_nobody_used_for_long_goes_with_its_pointer(store):
    store.put(b"old", "video/mp4", order_digest=digest("old"))
    store.put(b"orphan", "image/jpeg")
    age(store)
    store.put(b"new", "video/mp4", order_digest=digest("new"))
    swept = sweep(store)
    assert (swept.files, swept.size_bytes, swept.kept) == (2, 9, 1)
    assert left(store) == {b"new"}
    assert store.find(digest("old")) is None
    assert store.find(digest("new"))
    assert sweep(store).files == 0


def test_a_trial_deletes_nothing(store):
    store.put(b"old", "video/mp4", order_digest=digest("old"))
    age(store)
    assert sweep(store, delete=False).files == 1
    assert store.find(digest("old"))


def test_asking_for_an_order_or_storing_the_same_again_is_use(store):
    store.put(b"asked for", "video/mp4", order_digest=digest("asked for"))
    store.put(b"stored again", "image/jpeg")
    age(store)
    assert store.find(digest("asked for"))
    store.put(b"stored again", "image/jpeg")
    assert sweep(store).files == 0


def test_what_is_needed_stays_with_all_it_leads_to(store):
    """A short names its files and its edit; the edit names the clips it was cut from."""
    clip = store.put(b"clip", "video/mp4", order_digest=digest("clip order"))
    video = store.put(b"video", "video/mp4")
    edit = f'{{"shots": [{{"digest": "{clip.digest}"}}]}}'.encode()
    store.put(edit, "application/json", order_digest=digest("edit"))
    short = f'{{"video": "{video.digest}", "edit_digest": "{digest("edit")}"}}'.encode()
    store.put(short, "application/json", order_digest=digest("short"))
    store.put(b"else", "video/mp4", order_digest=digest("else"))
    age(store)
    assert sweep(store, digest("short"), digest("never made")).files == 1
    assert left(store) == {b"clip", b"video", edit, short}
    assert store.find(digest("clip order"))
    age(store)
    assert sweep(store).files == 4


def test_a_file_two_orders_share_stays_for_both(store):
    store.put(b"same", "video/mp4", order_digest=digest("a"))
    store.put(b"same", "video/mp4", order_digest=digest("b"))
    age(store)
    sweep(store, digest("b"))
    assert store.find(digest("a")) == store.find(digest("b"))


def test_what_is_used_while_we_look_stays(store, monkeypatch):
    store.put(b"old", "video/mp4", order_digest=digest("old"))
    age(store)
    seen = retention._reached

    def used_meanwhile(*args):
        monkeypatch.undo()
        assert store.find(digest("old"))
        return seen(*args)

    monkeypatch.setattr(retention, "_reached", used_meanwhile)
    assert sweep(store).files == 0
    assert store.find(digest("old"))


def test_damage_and_strangers_in_the_store_are_survived(store):
    store.put(b"clip", "video/mp4", order_digest=digest("order"))
    root = Path(store.root.path)
    (root / keys.pointer(digest("order"))).write_bytes(b"\xff{")
    stranger = root / keys.FILES / "ab" / "holiday.jpg"
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_bytes(b"mine")
    age(store)
    assert sweep(store).files == 1
    assert stranger.exists()


def test_an_empty_store_is_swept(store):
    assert sweep(store).files == 0


def test_a_remote_store_whose_files_are_young_loses_nothing(tmp_path):
    remote = MediaStore(UPath("memory://bucket/swept"), cache=tmp_path / "cache")
    media = remote.put(b"clip", "video/mp4", order_digest=digest("order"))
    assert 0 <= age_s(remote.root / keys.file(media.digest, "video/mp4")) < 60
    assert (sweep(remote).files, sweep(remote).kept) == (0, 1)
    assert sweep_media(remote, unused_s=-1, needed=()).files == 1
    assert remote.find(digest("order")) is None


def test_half_written_files_go_after_a_while(store):
    (store.partials() / "old").write_bytes(b"x")
    age(store, 2)
    (store.partials() / "under way").write_bytes(b"x")
    assert sweep_partials(store, older_than_s=DAY_S, delete=False) == 1
    assert sweep_partials(store, older_than_s=DAY_S) == 1
    assert [file.name for file in store.partials().iterdir()] == ["under way"]
