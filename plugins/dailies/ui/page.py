"""The page itself: HTML, CSS and modules as they lie in ``static``, for whoever is logged in."""

from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, HTTPException
from starlette.responses import FileResponse

from dailies.ui.access import Visiting

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FILES = {path.name: path for path in STATIC.iterdir() if path.suffix in TYPES}
"""What can be asked for: what is there, and nothing else."""

FRESH = {"cache-control": "private, no-cache"}
"""Kept by the browser, but asked for anew, so that an update is seen at once."""


def router() -> APIRouter:
    """Return the routes of the page."""
    routes = APIRouter()

    @routes.get("/")
    def page(_visitor: Visiting) -> FileResponse:
        return _file("index.html")

    @routes.get("/static/{name}")
    def static(name: str, _visitor: Visiting) -> FileResponse:
        return _file(name)

    return routes


def _file(name: str) -> FileResponse:
    if name not in FILES:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such file here")
    path = FILES[name]
    return FileResponse(path, media_type=TYPES[path.suffix], headers=FRESH)
