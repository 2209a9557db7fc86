"""Fetching a result: streamed to a partial file, checked, and whole before anyone sees it."""

import hashlib
import os
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

from include.providers.base import RemoteProvider
from include.providers.errors import BadReply, Fatal, Lost, Retryable, Unreachable
from include.providers.transport import mapping
from include.providers.transport.caps import SLOWEST_BYTES_PER_S, Caps
from include.providers.transport.reach import shown
from include.providers.transport.sync import bounded, exchange, length, lower, reach_of
from include.providers.values import Reply, Request, Result


@dataclass(frozen=True)
class Download:
    """A fetched file, still under its partial name; the caller moves or deletes it."""

    path: Path
    content_type: str
    digest: str
    size_bytes: int


def download(provider: RemoteProvider, result: Result, folder: Path, *, what: str) -> Download:
    """Put a result into ``folder`` under a partial name; nothing is left there on failure.

    One that came inside a reply is written down; any other is streamed from its URL.

    Raises:
        Retryable: It broke off, or the host has passing trouble.
        Lost: Its URL has expired.
        BadReply: It is of another type, or larger than the order allows, or elsewhere.
    """
    partial = folder / f"{uuid4().hex}.download"
    if result.inline:
        return _kept(result, partial, what=what)
    caps = Caps(max_bytes=result.max_bytes, total_s=60 + result.max_bytes / SLOWEST_BYTES_PER_S)
    reach = reach_of(provider, provider.hosts)
    reach = replace(reach, trusted=result.trusted)
    request = Request(
        "GET", result.url, headers={"accept-encoding": "identity"}, secret_headers=result.headers
    )
    try:
        with exchange(request, reach, what=what, caps=caps) as response:
            _check(response, result, what)
            got = _save(response, partial, what=what, max_bytes=caps.max_bytes)
        return replace(got, content_type=result.relabel.get(got.content_type, got.content_type))
    except Unreachable as error:
        partial.unlink(missing_ok=True)
        raise Retryable(str(error)) from None
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _kept(result: Result, partial: Path, *, what: str) -> Download:
    size = len(result.inline)
    if size > result.max_bytes:
        raise BadReply(
            f"{what}: the reply held {size} bytes, more than the {result.max_bytes} allowed. "
            "Order something smaller."
        )
    partial.parent.mkdir(parents=True, exist_ok=True)
    try:
        with partial.open("xb") as file:
            file.write(result.inline)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    digest = hashlib.sha256(result.inline).hexdigest()
    kind = result.content_types[0]
    return Download(path=partial, content_type=kind, digest=digest, size_bytes=size)


def _check(response: Any, result: Result, what: str) -> None:
    status, where = response.status_code, shown(result.url)
    if status in mapping.GONE:
        raise Lost(f"{what}: {where} is gone (HTTP {status}). A new order is needed.")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise Fatal(
            f"{what}: {where} may not be fetched (HTTP {status}): expired, or blocked on the way. "
            "Clear the task to ask for the result's address again."
        )
    error = mapping.default(Reply(status, lower(response.headers), b""), what=what, known=True)
    if error:
        raise error
    if status != HTTPStatus.OK:
        raise BadReply(f"{what}: {where} was answered with HTTP {status} instead of a file.")
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in result.content_types:
        raise BadReply(
            f"{what}: {where} is {kind or 'of no type'}, expected "
            f"{' or '.join(result.content_types)}. Clear the task to fetch it again."
        )


def _save(response: Any, partial: Path, *, what: str, max_bytes: int) -> Download:
    sha, size = hashlib.sha256(), 0
    partial.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("xb") as file:
        for chunk in bounded(response, what=what, max_bytes=max_bytes):
            file.write(chunk)
            sha.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    expected = length(response)
    if not size or expected not in (None, size):
        raise Retryable(f"{what} broke off after {size} of {expected or '?'} bytes.")
    kind = response.headers["content-type"].partition(";")[0].strip().lower()
    return Download(path=partial, content_type=kind, digest=sha.hexdigest(), size_bytes=size)
