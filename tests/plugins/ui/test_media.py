"""Files of a short come in ranges, with their types, to those who may look; nothing else comes."""

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from tests.plugins.ui import desk
from tests.plugins.ui.desk import client

pytestmark = pytest.mark.integration

VIDEO = bytes(range(256)) * 40


@pytest.fixture
def at(batch):
    return f"/dailies/media/{batch.name}/t0"


@pytest.mark.parametrize("name", ["admin", "rita", "victor"])
def test_whoever_may_look_at_the_dag_may_play(server, at, name):
    with client(server, name) as visitor:
        answer = visitor.get(f"{at}/video.mp4")
    assert (answer.status_code, answer.content) == (200, VIDEO)
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-disposition"] == 'inline; filename="t0.mp4"'
    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cover.jpg", "image/jpeg"),
        ("preview.webp", "image/webp"),
        ("captions.vtt", "text/vtt; charset=utf-8"),
        ("short.json", "application/json"),
    ],
)
def test_every_file_has_its_type(server, at, name, kind):
    with client(server, "victor") as visitor:
        answer = visitor.get(f"{at}/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


@pytest.mark.parametrize(
    ("asked", "status", "first", "end"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-", 206, 100, len(VIDEO)),
        ("bytes=-50", 206, len(VIDEO) - 50, len(VIDEO)),
        ("bytes=0-999999999", 206, 0, len(VIDEO)),
    ],
)
def test_a_player_may_seek(server, at, asked, status, first, end):
    with client(server, "victor", range=asked) as visitor:
        answer = visitor.get(f"{at}/video.mp4")
        assert answer.status_code == status
        assert answer.content == VIDEO[first:end]
        assert answer.headers["content-range"] == f"bytes {first}-{end - 1}/{len(VIDEO)}"
        assert visitor.head(f"{at}/video.mp4").headers["content-length"] == str(end - first)


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=9-3", "bytes=x", "bytes=-0", "lines=1"])
def test_an_odd_range_is_refused_or_passed_over(server, at, asked):
    with client(server, "victor", range=asked) as visitor:
        answer = visitor.get(f"{at}/video.mp4")
    assert answer.status_code in (400, 416) or answer.content == VIDEO


def test_a_version_may_be_kept_for_good_by_the_browser_alone(server, batch, at):
    digest = ledger().gallery.find(batch.name, "t0").short.video.digest
    with client(server, "victor") as visitor:
        right = visitor.get(f"{at}/video.mp4?v={digest[:12]}").headers
        wrong = visitor.get(f"{at}/video.mp4?v=0123456789ab").headers
    assert right["cache-control"] == "private, max-age=31536000, immutable"
    assert right["etag"] == f'"{digest}"'
    assert wrong["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "video.mov",
        "..%2F..%2Fledger.db",
        "%2e%2e%2f%2e%2e%2fledger.db",
        "../../../../../etc/passwd",
        "..\\..\\ledger.db",
        "video.mp4%00.jpg",
        "video.mp4/../edit.json",
        "",
    ],
)
def test_no_path_leads_elsewhere(server, at, path):
    """What is asked for arrives as it stands: no client tidies the path up."""
    asking = HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    try:
        asking.request(
            "GET", f"{at}/{path}", headers={"cookie": f"_token={server.tokens['admin']}"}
        )
        answer = asking.getresponse()
        assert answer.status == 404
        assert json.load(answer)["detail"] in ("There is no such file here", "Not Found")
    finally:
        asking.close()


def test_what_is_in_the_store_but_of_no_short_is_not_served(server, batch):
    other = media_store().put(b"an order's result", "video/mp4", order_digest="a" * 64)
    with client(server, "admin") as visitor:
        for path in (other.digest, f"{batch.name}/{other.digest}", f"files/{other.digest}"):
            assert visitor.get(f"/dailies/media/{path}/video.mp4").status_code == 404
            assert visitor.get(f"/dailies/media/{path}").status_code == 404


def test_a_short_of_a_dag_one_may_not_see_is_as_if_it_did_not_exist(server, batch, monkeypatch):
    manager = server.manager
    monkeypatch.setattr(
        type(manager),
        "is_authorized_dag",
        lambda self, *, user, details=None, **_: user.username == "admin",
    )
    paths = (
        f"/dailies/media/{batch.name}/t0/video.mp4",
        f"/dailies/api/shorts/{batch.name}/t0",
    )
    for path in paths:
        with client(server, "admin") as boss, client(server, "victor") as stranger:
            assert boss.get(path).status_code == 200
            hidden = stranger.get(path)
            none = stranger.get(path.replace(batch.name, "no-such-batch"))
        assert hidden.status_code == none.status_code == 404
        assert hidden.json() == none.json()
    with client(server, "victor") as stranger:
        assert stranger.get("/dailies/api/wall").json()["shorts"] == []


def test_a_file_that_is_gone_or_damaged_is_said_to_be(server, batch, caplog):
    store = media_store()
    video = store.put(b"soon gone" * 9, "video/mp4")
    desk.keep(ledger(), store, batch.dag_id, batch.run_id, 0, video=video)
    path = f"/dailies/media/{batch.name}/t0/video.mp4"
    with client(server, "victor") as visitor:
        assert visitor.get(path).status_code == 200
        local = store.local(video)
        local.write_bytes(b"other bytes")
        assert visitor.get(path).json() == {"detail": "This file is no longer in the store"}
        local.unlink()
        assert visitor.get(path).status_code == 404
    assert f"A file of '{batch.name}/t0' cannot be shown" in caplog.text
