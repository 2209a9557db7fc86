"""The media store shows whole files or none."""

import errno
import hashlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from upath import UPath

from include.storage import keys
from include.storage.errors import CorruptMedia, MissingMedia, StoreFull
from include.storage.media import MediaStore
from include.storage.retention import sweep_partials

ORDER = hashlib.sha256(b"order").hexdigest()


@pytest.fixture
def store(tmp_path):
    return MediaStore(tmp_path / "media")


@pytest.fixture
def remote(tmp_path):
    return MediaStore(UPath("memory://bucket/media"), cache=tmp_path / "cache")


def test_a_file_is_found_under_the_order_it_fulfils(store):
    media = store.put(b"clip", "video/mp4", order_digest=ORDER)
    assert store.find(ORDER) == media
    assert store.local(media).read_bytes() == b"clip"
    assert store.local(media).suffix == ".mp4"
    assert media.uri.startswith("file://")
    assert media.digest == hashlib.sha256(b"clip").hexdigest()


def test_an_order_nobody_fulfilled_is_not_found(store):
    assert store.find(ORDER) is None


@pytest.mark.parametrize("damage", ["delete", "truncate", "alter", "empty pointer", "odd pointer"])
def test_a_damaged_file_counts_as_not_there_and_can_be_stored_again(store, damage):
    media = store.put(b"clip", "video/mp4", order_digest=ORDER)
    path = store.local(media)
    pointer = Path(store.root.path) / keys.pointer(ORDER)
    match damage:
        case "delete":
            path.unlink()
        case "truncate":
            path.write_bytes(b"cli")
        case "alter":
            path.write_bytes(b"clop")
        case "empty pointer":
            pointer.write_bytes(b"")
        case "odd pointer":
            pointer.write_text(
                '{"uri": "x", "digest": "../../etc/passwd", "content_type": "","size_bytes": 1}'
            )
    assert store.find(ORDER) is None
    again = store.put(b"clip", "video/mp4", order_digest=ORDER)
    assert store.find(ORDER) == again
    assert store.local(again).read_bytes() == b"clip"


def test_an_altered_file_is_refused_by_name(store):
    media = store.put(b"clip", "video/mp4")
    store.local(media).write_bytes(b"clop")
    with pytest.raises(CorruptMedia, match=r"is not what was stored"):
        store.local(media)


def test_a_missing_file_says_what_to_do(store):
    media = store.put(b"clip", "video/mp4")
    store.local(media).unlink()
    with pytest.raises(MissingMedia, match="Clear the task"):
        store.local(media)
    with pytest.raises(MissingMedia):
        store.open(media)


def test_a_moved_file_is_given_away(store):
    partial = store.partials() / "x"
    partial.write_bytes(b"clip")
    media = store.put(partial, "video/mp4", move=True)
    assert store.local(media).read_bytes() == b"clip"
    partial.write_bytes(b"clip")
    assert store.put(partial, "video/mp4", move=True) == media
    assert not partial.exists()


def test_forgetting_an_order_keeps_the_file(store):
    media = store.put(b"clip", "video/mp4", order_digest=ORDER)
    store.forget(ORDER)
    assert store.find(ORDER) is None
    assert store.local(media).exists()


def test_a_remote_file_is_downloaded_once_and_verified(remote):
    media = remote.put(b"clip", "video/mp4", order_digest=ORDER)
    assert remote.find(ORDER) == media
    local = remote.local(media)
    assert local.read_bytes() == b"clip"
    inode = local.stat().st_ino
    assert remote.local(media).stat().st_ino == inode
    local.write_bytes(b"clop")
    assert remote.local(media).read_bytes() == b"clip"


def test_a_remote_file_altered_at_the_store_is_refused(remote):
    media = remote.put(b"clip", "video/mp4")
    (remote.root / keys.file(media.digest, "video/mp4")).write_bytes(b"clop")
    with pytest.raises(CorruptMedia):
        remote.local(media)


@pytest.mark.parametrize("digest", ["../../x", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_a_key_never_leaves_the_store(digest):
    with pytest.raises(ValueError, match="not a SHA-256"):
        keys.file(digest, "video/mp4")
    with pytest.raises(ValueError, match="not a SHA-256"):
        keys.pointer(digest)


def test_a_full_disk_is_named_and_leaves_nothing(store, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFull, match="Make room"):
        store.put(b"clip", "video/mp4", order_digest=ORDER)
    monkeypatch.undo()
    assert store.find(ORDER) is None
    assert [p for p in Path(store.root.path).rglob("*") if p.is_file()] == []


def test_writers_of_the_same_file_do_not_disturb_each_other(store):
    payload = os.urandom(3_000_000)
    media = []
    threads = [
        threading.Thread(
            target=lambda: media.append(store.put(payload, "video/mp4", order_digest=ORDER))
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(media)) == 1
    assert store.find(ORDER) == media[0]
    assert list(store.partials().iterdir()) == []


KILLED = """
import os, sys
from pathlib import Path
from include.storage.media import MediaStore
from include.storage import media as module
real = os.fsync
def stop(handle):
    print("written", flush=True)
    sys.stdin.read()
os.fsync = stop
MediaStore(Path(sys.argv[1])).put(b"x" * 5_000_000, "video/mp4", order_digest=sys.argv[2])
"""


@pytest.mark.faults
def test_a_writer_killed_before_the_rename_leaves_nothing_visible(store, tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "media"), ORDER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdout.readline() == b"written\n"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert store.find(ORDER) is None
    left = [p.parent.name for p in Path(store.root.path).rglob("*") if p.is_file()]
    assert left == [keys.PARTIAL]
    assert sweep_partials(store, older_than_s=-1) == 1
