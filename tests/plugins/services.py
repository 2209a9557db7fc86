"""Every emulated service: how a connection reaches it, and what its misbehaviour must come to.

A ``Fault`` says where what goes wrong, as which error with which words it must arrive, and how
many orders the service has accepted once the next try has succeeded: 1 where the first one is
collected after all, 2 where it was over. To cover another provider, add a ``Service``.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from include.providers.errors import (
    BadReply,
    Fatal,
    Lost,
    ProviderError,
    RateLimited,
    Refused,
    Retryable,
    UnknownStatus,
    Unreachable,
)
from tests.emulators.ark import Ark
from tests.emulators.fal import Fal
from tests.emulators.liblib import Liblib
from tests.emulators.server import Emulator
from tests.emulators.volcengine import Volcengine


@dataclass(frozen=True)
class Fault:
    """One misbehaviour and its end; ``ordered`` 0 means there is no next try to look at."""

    on: str
    kind: type[ProviderError]
    says: str
    ordered: int
    how: dict[str, Any]

    def __str__(self) -> str:
        return "-".join([self.on, *(str(value) for value in self.how.values())])


def fault(
    on: str, kind: type[ProviderError], says: str, ordered: int, how: str, **more: Any
) -> Fault:
    return Fault(on, kind, says, ordered, {"how": how, **more})


@dataclass(frozen=True)
class Service:
    """A provider, its emulator, and what is particular about it."""

    provider: str
    stage: str
    emulator: type[Emulator]
    model: str
    faults: tuple[Fault, ...]
    busy: tuple[dict[str, Any], ...] = ()
    """Misbehaviour on submit, besides HTTP 429, that means: not now."""
    trouble: tuple[dict[str, Any], ...] = ()
    """Misbehaviour on status, besides the server's, that passes."""
    longest_prompt: int = 0
    """0 for no limit of ours."""
    path: str = ""
    login: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.provider

    def connection(self, url: str, **extra: Any) -> str:
        """Return the connection of the service's stage as the environment has it."""
        more = {"provider": self.provider, "model": self.model, "price_usd": 0.25}
        fields = {
            "conn_type": "http",
            "host": url + self.path,
            "login": self.login,
            "password": "emulator-key",
            "extra": {**more, "poll_interval_s": 0.05, **self.extra, **extra},
        }
        return json.dumps(fields)


COMMON = (
    fault("submit", Retryable, "HTTP 500", 1, "500"),
    fault("submit", Unreachable, "unknown", 1, "502"),
    fault("submit", Unreachable, "cut", 1, "cut_before"),
    fault("submit", Unreachable, "cut", 2, "cut_after"),
    fault("submit", BadReply, "not JSON", 2, "html"),
    fault("submit", BadReply, "not JSON", 2, "malformed"),
    fault("submit", BadReply, "redirect", 1, "redirect", location="/x"),
    fault("submit", BadReply, "redirect|not on", 1, "redirect",
          location="https://evil.example/", status=307),
    fault("submit", BadReply, "more than", 1, "large", bytes=5 << 20),
    fault("status", UnknownStatus, "(?i)levitating|42|9", 1, "unknown_status"),
    fault("status", Lost, "not known any more", 2, "gone"),
    fault("result", BadReply, "without a", 2, "no_result"),
    fault("result", BadReply, "not on the connection's host", 1, "elsewhere",
          url="https://evil.example/x?k=s"),
    fault("file", Lost, "is gone", 2, "gone", status=410),
    fault("file", Fatal, "may not be fetched", 1, "gone", status=403),
    fault("file", Retryable, "broke off", 1, "truncated"),
    fault("file", Retryable, "cut", 1, "cut_before"),
    fault("file", BadReply, "is text/html", 1, "wrong_type"),
    fault("file", BadReply, "is text/html", 1, "html"),
    fault("file", Retryable, "HTTP 500", 1, "500"),
    fault("file", RateLimited, "too many", 1, "429", retry_after=7),
    fault("file", BadReply, "not on the connection's host", 1, "redirect",
          location="http://127.0.0.1:1/x"),
    fault("file", BadReply, "redirects", 0, "redirect", location="/files/x", times=0),
)  # fmt: skip

FAL = (
    fault("submit", Refused, "refused the prompt", 1, "refused"),
    fault("submit", Fatal, "Exhausted balance", 1, "quota"),
    fault("result", BadReply, "not JSON", 1, "html"),
    fault("result", BadReply, "not JSON", 1, "malformed"),
    fault("result", Retryable, "HTTP 500", 1, "500"),
    fault("result", RateLimited, "too many", 1, "429", retry_after=7),
    fault("job", Refused, "refused the prompt", 2, "fails",
          error_type="content_policy_violation", status=422),
    fault("job", Fatal, "image_too_small", 2, "fails",
          error_type="image_too_small", status=422, told=False),
    fault("job", Lost, "generation_timeout", 2, "fails",
          error_type="generation_timeout", status=504, retryable=True, told=False),
    fault("job", Fatal, "generation_timeout", 2, "fails",
          error_type="generation_timeout", status=504, retryable=False),
    fault("job", Lost, "runner_disconnected", 2, "fails",
          error_type="runner_disconnected", status=503),
    fault("job", Lost, "startup_timeout", 2, "fails", error_type="startup_timeout", status=504),
)  # fmt: skip

JIMENG = (
    *(fault("submit", Refused, "refused the content", 1, "code", code=code)
      for code in (50411, 50412, 50413, 50512, 50518)),
    fault("submit", Refused, "refused the content", 1, "code", code=50412, status=200),
    fault("submit", Retryable, "has trouble", 1, "code", code=50500, status=500),
    fault("submit", Retryable, "has trouble", 1, "code", code=50501, status=500),
    fault("submit", Retryable, "has trouble", 1, "code", code=50520),
    fault("submit", Fatal, "keys", 1, "code", code=50400, status=403),
    fault("submit", Fatal, "code 50200", 1, "code", code=50200, status=200),
    fault("submit", Fatal, "SignatureDoesNotMatch", 1, "gateway", name="SignatureDoesNotMatch"),
    fault("submit", Fatal, "AccessDenied", 1, "gateway", name="AccessDenied", status=403),
    fault("submit", Fatal, "InvalidAccessKey", 1, "gateway", name="InvalidAccessKey", status=200),
    fault("status", Fatal, "AccessDenied", 1, "gateway", name="AccessDenied", status=403),
    fault("status", Fatal, "keys", 1, "code", code=50400, status=200),
    fault("status", Refused, "refused the content", 2, "code", code=50412),
    *(fault("status", Lost, "withheld", 2, "code", code=code)
      for code in (50511, 50516, 50517, 50519)),
    *(fault("job", Lost, "withheld", 2, "fails", code=code) for code in (50511, 50516)),
    fault("job", Refused, "refused the content", 2, "fails", code=50413),
    fault("job", Lost, "could not finish", 2, "fails", code=50500),
    fault("job", Fatal, "code 50999", 2, "fails", code=50999),
    fault("job", Lost, "not_found", 2, "not_found"),
    fault("job", Lost, "expired", 2, "expired"),
)  # fmt: skip

MUSIC = (
    *(fault("submit", Fatal, "refused the account", 1, "code", code=code)
      for code in (100011, 100013, 200020, 200021, 200022, 200024, 200027, 200028)),
    fault("submit", Fatal, "code 100010", 1, "code", code=100010),
    fault("submit", Retryable, "has trouble", 1, "code", code=100001),
    fault("submit", Lost, "too like", 1, "code", code=300030),
    fault("submit", Fatal, "SignatureDoesNotMatch", 1, "gateway", name="SignatureDoesNotMatch"),
    fault("status", Fatal, "refused the account", 1, "code", code=200021),
    fault("job", Lost, "too like", 2, "fails", code=50000001),
    fault("job", Lost, "could not finish", 2, "fails", code=50000002),
    fault("job", Fatal, "does not know", 2, "not_found"),
)  # fmt: skip

ARK = (
    fault("submit", Fatal, "refused the account", 1, "code",
          code="AuthenticationError", status=401),
    fault("submit", Fatal, "refused the account", 1, "code",
          code="AccountOverdueError", status=403),
    fault("submit", Fatal, "ModelNotOpen", 1, "code", code="ModelNotOpen", status=404),
    fault("submit", Fatal, "InvalidEndpointOrModel", 1, "code",
          code="InvalidEndpointOrModel.NotFound", status=404),
    fault("submit", Fatal, "InvalidParameter", 1, "code", code="InvalidParameter"),
    fault("submit", Fatal, "SomethingNew", 1, "code", code="SomethingNew"),
    fault("submit", Refused, "refused the content", 1, "code",
          code="InputTextSensitiveContentDetected"),
    fault("submit", Refused, "refused the content", 1, "code",
          code="InputImageSensitiveContentDetected.PrivacyInformation"),
    fault("submit", Retryable, "has trouble", 1, "code",
          code="InternalServiceError", status=500),
    fault("submit", Retryable, "has trouble", 1, "code",
          code="ServerOverloaded", status=503),
    fault("status", Fatal, "refused the account", 1, "code",
          code="AuthenticationError", status=401),
    fault("job", Lost, "withheld", 2, "fails", code="OutputVideoSensitiveContentDetected"),
    fault("job", Lost, "withheld", 2, "fails", code="OutputAudioSensitiveContentDetected"),
    fault("job", Refused, "refused the content", 2, "fails",
          code="InputTextSensitiveContentDetected"),
    fault("job", Lost, "could not finish", 2, "fails", code="InternalServiceError"),
    fault("job", Lost, "could not finish", 2, "fails", code="SomethingNew"),
    fault("job", Lost, "expire", 2, "expired"),
)  # fmt: skip

LIBLIB = (
    *(fault("submit", Fatal, "refused the account", 1, "code", code=code)
      for code in (401, 403, 100010, 100020, 100021)),
    *(fault("submit", Fatal, f"code {code}", 1, "code", code=code) for code in (100000, 100120)),
    *(fault("submit", Refused, "refused the content", 1, "code", code=code)
      for code in (100052, 100055)),
    *(fault("submit", Retryable, "has trouble", 1, "code", code=code)
      for code in (200000, 210000)),
    fault("status", Fatal, "refused the account", 1, "code", code=401),
    fault("status", Fatal, "code 100000", 2, "code", code=100000),
    fault("job", Lost, "could not make it: told to", 2, "fails"),
    fault("job", Lost, "too long", 2, "times_out"),
    fault("job", Refused, "audit", 2, "blocked"),
    fault("job", Refused, "audit", 2, "rejected"),
)  # fmt: skip

SERVICES = (
    Service("fal", "clip", Fal, "fal-ai/test/pro/text-to-video", (*COMMON, *FAL)),
    Service(
        "jimeng", "clip", Volcengine, "jimeng_ti2v_v30_pro", (*COMMON, *JIMENG),
        busy=({"how": "code", "code": 50429, "status": 429},
              {"how": "code", "code": 50430, "status": 429}),
        trouble=({"how": "code", "code": 50500, "status": 500},
                 {"how": "code", "code": 50501, "status": 200}),
        longest_prompt=800, login="AKLTemulator",
    ),
    Service(
        "jimeng_image", "image", Volcengine, "jimeng_t2i_v40", (*COMMON, *JIMENG),
        busy=({"how": "code", "code": 50430, "status": 200},),
        trouble=({"how": "code", "code": 50500, "status": 500},
                 {"how": "code", "code": 50501, "status": 200}),
        longest_prompt=800, login="AKLTemulator",
    ),
    Service(
        "seedance", "clip", Ark, "doubao-seedance-2-0-260128", (*COMMON, *ARK),
        busy=({"how": "code", "code": "RateLimitExceeded.EndpointRPMExceeded", "status": 429},
              {"how": "code", "code": "QuotaExceeded", "status": 429}),
        trouble=({"how": "code", "code": "InternalServiceError", "status": 500},),
        path="/api/v3",
    ),
    Service(
        "liblib", "image", Liblib, "", (*COMMON, *LIBLIB),
        busy=({"how": "code", "code": 429}, {"how": "code", "code": 200001}),
        trouble=({"how": "code", "code": 200000}, {"how": "code", "code": 200001}),
        longest_prompt=2000, login="emulator-access",
    ),
    Service(
        "volcengine_music", "music", Volcengine, "", (*COMMON, *MUSIC),
        busy=({"how": "code", "code": 200023}, {"how": "code", "code": 400040}),
        trouble=({"how": "code", "code": 100001}, {"how": "code", "code": 200023}),
        login="AKLTemulator",
    ),
)  # fmt: skip
