"""The FastAPI app below ``/dailies`` of Airflow's API server.

Airflow lets everybody in: each router says for itself who may do what.
"""

from functools import cache

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from dailies.ui import deciding, media, page, queue, settling, wall, webhooks
from dailies.ui.guarding import SafeHeaders, malformed, refused


@cache
def app() -> FastAPI:
    """Return this process's app."""
    return make_app()


def make_app() -> FastAPI:
    """Return an app with all of our routers."""
    made = FastAPI(title="Dailies", docs_url=None, redoc_url=None, openapi_url=None)
    for room in (page, wall, media, deciding, settling, queue, webhooks):
        made.include_router(room.router())
    made.add_exception_handler(HTTPException, refused)  # type: ignore[arg-type]
    made.add_exception_handler(RequestValidationError, malformed)  # type: ignore[arg-type]
    made.add_middleware(SafeHeaders)
    return made
