"""Without a login there is nothing; with one there is the page, and nothing from elsewhere."""

import pytest

from dailies.ui import page
from tests.plugins.ui.desk import client

pytestmark = pytest.mark.integration

PLACES = (
    "/dailies/",
    "/dailies/static/desk.js",
    "/dailies/static/icon.svg",
    "/dailies/api/wall",
    "/dailies/api/queue",
    "/dailies/api/shorts/b/t0",
    "/dailies/media/b/t0/video.mp4",
)


@pytest.mark.parametrize("path", PLACES)
def test_without_a_login_nothing_is_shown(server, path):
    with client(server) as nobody:
        answer = nobody.get(path)
    assert answer.status_code == (303 if path == "/dailies/" else 401)
    assert "<" not in answer.text


@pytest.mark.parametrize("token", ["", "nonsense", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."])
def test_a_forged_login_is_none(server, token):
    with client(server) as nobody:
        nobody.cookies.set("_token", token)
        assert nobody.get("/dailies/api/wall").status_code in (401, 403)


def test_whoever_opens_the_page_without_a_login_is_asked_for_it_and_comes_back(server):
    with client(server) as nobody:
        asked = nobody.get("/dailies/?short=b/t0&x=1").headers["location"]
        assert asked == "/api/v2/auth/login?next=%2Fdailies%2F%3Fshort%3Db%2Ft0%26x%3D1"
        assert nobody.get(asked).status_code == 307


def test_every_file_of_the_page_is_served_with_its_type_and_no_other_is(server):
    with client(server, "victor") as visitor:
        for name in page.FILES:
            answer = visitor.get(f"/dailies/static/{name}")
            assert answer.status_code == 200
            assert answer.headers["content-type"] == page.TYPES[f".{name.rpartition('.')[2]}"]
        for name in ("desk.jsx", "..%2Fapp.py", "%2e%2e/app.py", "../app.py", "__init__.py"):
            assert visitor.get(f"/dailies/static/{name}").status_code == 404


@pytest.mark.parametrize("path", [*PLACES, "/dailies/nowhere"])
def test_every_answer_keeps_other_hosts_and_frames_out(server, path):
    with client(server, "victor") as visitor:
        headers = visitor.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["script-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert "public" not in headers["cache-control"]


def test_a_malformed_address_is_refused_and_logged(server, caplog):
    with client(server, "victor") as visitor:
        assert visitor.get("/dailies/api/wall?map_index=first").status_code == 422
        assert visitor.get("/dailies/%1b[2JX%09forged").status_code == 404
    refusals = [r.getMessage() for r in caplog.records if r.name == "dailies.ui.guarding"]
    assert refusals == [
        "Refused GET /dailies/api/wall: 422 Mend map_index",
        "Refused GET /dailies/ [2JX forged: 404 Not Found",
    ]
