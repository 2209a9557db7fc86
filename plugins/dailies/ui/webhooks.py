"""Where services say by themselves that a job has ended.

Anybody may knock. Only the service's signature opens, only where the connection sets
``webhook_url``, and all it opens is that the job is polled at once.
"""

import asyncio
import logging
import time
from http import HTTPStatus

from airflow.sdk.exceptions import AirflowNotFoundException
from fastapi import APIRouter, HTTPException, Request
from redis.exceptions import RedisError

from dailies.hooks.provider import aservice_for
from dailies.hooks.redis import aredis
from dailies.ui import PREFIX
from dailies.ui.bodies import body_of
from include.notices import stream
from include.notices.keyring import Keyring
from include.providers import catalogue
from include.providers.errors import ProviderError
from include.providers.notices import PATH, NotGenuine, Notice, NotifyingProvider

TOLD_WITHIN_S = 5.0

log = logging.getLogger(__name__)


def router() -> APIRouter:
    """Return the routes of all services that send notices."""
    routes, keyring = APIRouter(), Keyring()
    path = f"{PATH.removeprefix(PREFIX)}/{{stage}}/{{name}}"

    @routes.post(path, status_code=HTTPStatus.ACCEPTED)
    async def take(stage: str, name: str, request: Request) -> dict[str, str]:
        provider = await _provider(stage, name)
        headers = {key.lower(): value for key, value in request.headers.items()}
        notice = Notice(headers, await body_of(request), time.time())
        job_id = await _job_id(keyring, provider, notice)
        await _tell(stream.subject(stage, name, job_id))
        log.info("%s says that job %s has ended", name, job_id)
        return {"detail": "Taken"}

    return routes


async def _provider(stage: str, name: str) -> NotifyingProvider:
    """Return the provider that waits for notices here; others are not told from none at all."""
    nobody = HTTPException(HTTPStatus.NOT_FOUND, "Nobody waits for notices here")
    if not stage.isalpha() or name not in catalogue.names(stage):
        raise nobody
    try:
        provider = (await aservice_for(stage, name=name)).provider
    except ProviderError as error:
        log.warning("A notice for %s/%s was not taken: %s", stage, name, error)
        raise nobody from None
    if not isinstance(provider, NotifyingProvider) or not provider.wants_notices:
        raise nobody
    return provider


async def _job_id(keyring: Keyring, provider: NotifyingProvider, notice: Notice) -> str:
    try:
        return await keyring.job_id(provider, notice)
    except NotGenuine as error:
        log.info("A notice for %s is not genuine. %s", provider.name, error)
        raise HTTPException(HTTPStatus.FORBIDDEN, str(error)) from None
    except ProviderError as error:
        log.warning("A notice for %s cannot be checked. %s", provider.name, error)
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "No keys to check it with") from None


async def _tell(about: str) -> None:
    try:
        async with asyncio.timeout(TOLD_WITHIN_S), await aredis() as redis:
            await stream.tell(redis, about)
    except (RedisError, OSError, TimeoutError, AirflowNotFoundException) as error:
        log.warning("Notice of %s was not passed on, it is polled instead: %s", about, error)
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "Not passed on; try again") from None
