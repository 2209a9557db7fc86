"""Bodies of requests, of which nobody can send more or slower than is sensible."""

import asyncio
from http import HTTPStatus

from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect

MAX_BODY_BYTES = 1 << 20
BODY_WITHIN_S = 10.0
HANG_UP = {"connection": "close"}
"""Else the server would read a refused body to its end."""


async def body_of(request: Request) -> bytes:
    """Read a request's body.

    Raises:
        HTTPException: It is larger than ``MAX_BODY_BYTES``, came too slowly, or broke off.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    most = f"At most {MAX_BODY_BYTES} bytes"
                    raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, most, HANG_UP)
    except TimeoutError:
        slow = "The body came too slowly"
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, slow, HANG_UP) from None
    except ClientDisconnect:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The body broke off") from None
    return bytes(body)
