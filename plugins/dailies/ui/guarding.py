"""What holds for every answer below ``/dailies``: strict headers, and a log of what was refused."""

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from dailies.ui import PREFIX
from include.text.printable import on_a_line

if TYPE_CHECKING:
    from fastapi.exceptions import RequestValidationError
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST = 300

POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "media", "connect")),
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "require-trusted-types-for 'script'",
    )
)
"""Nothing of another host, nothing inline, and no frame but Airflow's own around it."""

HEADERS = {
    "content-security-policy": POLICY,
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "cache-control": "no-store",
}

log = logging.getLogger(__name__)


class SafeHeaders:
    """ASGI middleware that adds what an answer does not say itself."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass everything on."""

        async def sent(message: "Message") -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sent)


def refused(request: Request, error: HTTPException) -> Response:
    """Answer and log what is refused; send who opens the page without a login to get one."""
    nobody = error.status_code == HTTPStatus.UNAUTHORIZED
    if nobody and request.method == "GET" and request.scope["path"].rstrip("/").endswith(PREFIX):
        return RedirectResponse(_login(request), HTTPStatus.SEE_OTHER)
    path = on_a_line(request.scope["path"], longest=LONGEST)
    level = logging.INFO if nobody else logging.WARNING
    told = on_a_line(str(error.detail), longest=LONGEST)
    log.log(level, "Refused %s %s: %d %s", request.method, path, error.status_code, told)
    return JSONResponse({"detail": error.detail}, error.status_code, error.headers)


def malformed(request: Request, error: "RequestValidationError") -> Response:
    """Refuse an address of an odd shape, without repeating what was odd."""
    where = ".".join(str(part) for part in error.errors()[0]["loc"][1:])
    return refused(request, HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, f"Mend {where}"))


def _login(request: Request) -> str:
    """Return where Airflow asks who somebody is, and sends them back from."""
    airflow = request.scope["root_path"].removesuffix(PREFIX)
    back = f"{airflow}{PREFIX}/?{request.url.query}".removesuffix("?")
    return f"{airflow}/api/v2/auth/login?{urlencode({'next': back})}"
