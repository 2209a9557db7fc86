"""The stocks' emulators refuse what the stocks would: else a test of ours proves nothing."""

import io
import subprocess
import sys

import av
import pytest
import requests

from tests.emulators.pexels import Pexels
from tests.emulators.pixabay import Pixabay

KEY = {"authorization": "emulator-key"}
QUERY = {"key": "emulator-key", "q": "waves"}


@pytest.fixture(scope="module")
def pexels():
    with Pexels() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def pixabay():
    with Pixabay() as emulator:
        yield emulator


@pytest.fixture(autouse=True)
def as_at_first(pexels, pixabay):
    for emulator in (pexels, pixabay):
        emulator.reset()
        emulator.settings = emulator.defaults()


def at_pexels(pexels, path="/v1/videos/search", headers=KEY, **params):
    return requests.get(
        pexels.url + path, params={"query": "waves", **params}, headers=headers, timeout=10
    )


def at_pixabay(pixabay, **params):
    return requests.get(f"{pixabay.url}/api/videos/", params={**QUERY, **params}, timeout=10)


@pytest.mark.parametrize("key", ["Bearer emulator-key", "other", None])
def test_pexels_takes_a_bare_key_alone(pexels, key):
    refused = at_pexels(pexels, headers={"authorization": key} if key else {})
    assert (refused.status_code, refused.json()["code"]) == (401, "Unauthorized")


@pytest.mark.parametrize(
    "wrong",
    [
        {"query": ""},
        {"orientation": "tall"},
        {"size": "huge"},
        {"locale": "de"},
        {"page": "0"},
        {"per_page": "81"},
        {"per_page": "many"},
        {"colour": "blue"},
    ],
)
def test_pexels_takes_only_what_it_documents(pexels, wrong):
    assert at_pexels(pexels, **wrong).status_code == 400


def test_pexels_may_know_only_its_old_address(pexels):
    pexels.settings["moved"] = False
    assert at_pexels(pexels).status_code == 404
    assert at_pexels(pexels, "/videos/search").json()["videos"]


def test_pexels_counts_down_and_then_gives_no_hint(pexels):
    pexels.settings["allowance"] = 2
    left = [int(at_pexels(pexels).headers["x-ratelimit-remaining"]) for _ in range(2)]
    assert left[0] - left[1] == 1
    spent = at_pexels(pexels)
    assert spent.status_code == 429
    assert not [name for name in spent.headers if "rate" in name.lower() or "retry" in name.lower()]


def test_pexels_has_files_of_no_size_and_playlists_among_the_others(pexels):
    (video, *_) = at_pexels(pexels).json()["videos"]
    kinds = {(file["quality"], file["width"]) for file in video["video_files"]}
    assert kinds >= {("hls", None), (None, None), ("hd", 1080)}


def test_pexels_names_a_next_page_until_the_last(pexels):
    first = at_pexels(pexels, query="waves sea moon", per_page=2).json()
    assert "page=2" in first["next_page"]
    assert "next_page" not in at_pexels(pexels, query="harbour", orientation="portrait").json()


def test_what_is_too_special_finds_nothing_or_anything(pexels):
    assert at_pexels(pexels, query="xqzv").json()["total_results"] > 0
    pexels.settings["fuzzy"] = False
    nothing = at_pexels(pexels, query="xqzv").json()
    assert (nothing["total_results"], nothing["videos"]) == (0, [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "other"},
        {"per_page": 1},
        {"per_page": 201},
        {"page": 0},
        {"page": 9},
        {"q": "w" * 101},
        {"lang": "tlh"},
        {"video_type": "photo"},
        {"safesearch": "yes"},
        {"orientation": "vertical"},
    ],
)
def test_pixabay_says_what_is_wrong_in_plain_text(pixabay, wrong):
    refused = at_pixabay(pixabay, **wrong)
    assert (refused.status_code, refused.headers["content-type"]) == (400, "text/plain")
    assert refused.text.startswith("[ERROR 400] ")


def test_pixabay_has_no_page_beyond_500_hits(pixabay):
    pixabay.settings["total"] = 1240
    assert at_pixabay(pixabay, per_page=100, page=5).json()["totalHits"] == 500
    assert "out of valid range" in at_pixabay(pixabay, per_page=100, page=6).text


def test_pixabay_lacks_the_largest_file_and_says_when_to_come_back(pixabay):
    (hit, *_) = at_pixabay(pixabay).json()["hits"]
    assert hit["videos"]["large"] == {
        "url": "",
        "width": 0,
        "height": 0,
        "size": 0,
        "thumbnail": "",
    }
    assert ", " in hit["tags"]
    pixabay.settings["allowance"] = 0
    spent = at_pixabay(pixabay)
    assert (spent.status_code, spent.text) == (429, "API rate limit exceeded")
    assert spent.headers["x-ratelimit-reset"] == "12"


def test_files_are_real_films_of_the_size_they_say(pixabay):
    (hit, *_) = at_pixabay(pixabay, q="rocky").json()["hits"]
    file = hit["videos"]["medium"]
    body = requests.get(file["url"], timeout=10)
    assert body.headers["content-type"] == "video/mp4"
    with av.open(io.BytesIO(body.content)) as film:
        stream = film.streams.video[0]
        assert (stream.width, stream.height) == (file["width"], file["height"])
        assert float(stream.duration * stream.time_base) == pytest.approx(hit["duration"], abs=0.3)


def test_a_file_comes_in_parts_where_a_part_is_asked_for(pexels):
    url = f"{pexels.url}/files/101/540x960.mp4"
    whole = requests.get(url, timeout=10).content
    part = requests.get(url, headers={"range": "bytes=10-19"}, timeout=10)
    assert (part.status_code, part.content) == (206, whole[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    rest = requests.get(url, headers={"range": f"bytes={len(whole) - 5}-"}, timeout=10)
    assert rest.content == whole[-5:]
    beyond = requests.get(url, headers={"range": f"bytes={len(whole)}-"}, timeout=10)
    assert beyond.status_code == 416


@pytest.mark.parametrize("name", ["pexels", "pixabay"])
def test_a_developer_can_start_one_by_itself(name):
    command = [sys.executable, "-m", f"tests.emulators.{name}", "--port", "0"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        url = running.stdout.readline().split()[-1]
        assert requests.get(f"{url}/_emulator/stats", timeout=10).json()["searched"] == []
    finally:
        running.terminate()
        running.communicate(timeout=10)
