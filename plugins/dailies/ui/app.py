"""The FastAPI app below ``/dailies`` of Airflow's API server.

Airflow lets everybody in: each router says for itself who may do what.
"""

from functools import cache

from fastapi import FastAPI

from dailies.ui import webhooks


@cache
def app() -> FastAPI:
    """Return this process's app."""
    return make_app()


def make_app() -> FastAPI:
    """Return an app with all of our routers."""
    made = FastAPI(title="Dailies", docs_url=None, redoc_url=None, openapi_url=None)
    made.include_router(webhooks.router())
    return made
