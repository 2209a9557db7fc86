"""Volcengine's signature, checked from its description and not by what signs for us."""

import hashlib
import hmac
import re
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from tests.emulators.answers import Call

SKEW_S = 15 * 60

_AUTHORIZATION = re.compile(
    r"HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)"
    r"/request, SignedHeaders=(?P<names>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})"
)


def wrong_signature(call: Call, settings: dict[str, Any], region: str, service: str) -> str:
    """Say what is wrong with a request as it arrived, "" for nothing."""
    found = _AUTHORIZATION.fullmatch(call.headers.get("authorization", ""))
    if not found:
        return "Authorization is missing or malformed"
    if call.headers.get("content-type") != "application/json":
        return "Content-Type"
    if found["key"] != settings["login"]:
        return "InvalidAccessKey"
    if (found["region"], found["service"]) != (region, service):
        return "scope"
    stamp = call.headers.get("x-date", "")
    try:
        at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return "X-Date"
    if abs(at.timestamp() - time.time()) > SKEW_S or stamp[:8] != found["day"]:
        return "RequestExpired"
    hashed = hashlib.sha256(call.body).hexdigest()
    names = found["names"].split(";")
    required = {"content-type", "host", *(name for name in call.headers if name[:2] == "x-")}
    if names != sorted(names) or not required <= set(names):
        return "SignedHeaders"
    if call.headers.get("x-content-sha256") != hashed:
        return "X-Content-Sha256"
    query = "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
        for name, value in sorted(call.query.items())
    )
    listed = "".join(f"{name}:{call.headers[name]}\n" for name in names)
    text = f"POST\n/\n{query}\n{listed}\n{found['names']}\n{hashed}"
    scope = f"{found['day']}/{found['region']}/{found['service']}/request"
    digest = hashlib.sha256(text.encode()).hexdigest()
    key = str(settings["key"]).encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    to_sign = f"HMAC-SHA256\n{stamp}\n{scope}\n{digest}".encode()
    expected = hmac.new(key, to_sign, "sha256").hexdigest()
    return "" if hmac.compare_digest(expected, found["signature"]) else "Signature"
