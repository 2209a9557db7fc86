"""Volcengine's Ark, which makes Seedance's clips."""

from include.providers.errors import Fatal, Lost, Refused, Retryable, Unreachable
from tests.emulators.ark import Ark
from tests.plugins.services.service import (
    ELSEWHERE,
    FETCHED,
    ORDERED,
    POLLED,
    SERVER_ERRORS_OPEN,
    Service,
    fault,
)

CODES = (
    fault("submit", Fatal, "refused the account", 1, "code",
          code="AuthenticationError", status=401),
    fault("submit", Fatal, "ModelNotOpen", 1, "code", code="ModelNotOpen", status=404),
    fault("submit", Fatal, "InvalidEndpointOrModel", 1, "code",
          code="InvalidEndpointOrModel.NotFound", status=404),
    fault("submit", Fatal, "InvalidParameter", 1, "code", code="InvalidParameter"),
    fault("submit", Fatal, "SomethingNew", 1, "code", code="SomethingNew"),
    fault("submit", Unreachable, "has trouble", 1, "code",
          code="InternalServiceError", status=500),
    fault("submit", Retryable, "has trouble", 1, "code", code="ServerOverloaded", status=503),
    fault("status", Fatal, "refused the account", 1, "code",
          code="AuthenticationError", status=401),
    fault("job", Lost, "could not finish", 2, "fails", code="InternalServiceError"),
    fault("job", Lost, "could not finish", 2, "fails", code="SomethingNew"),
    fault("job", Lost, "expire", 2, "expired"),
)  # fmt: skip

SEEDANCE = Service(
    "seedance", "clip", Ark, "doubao-seedance-2-0-260128",
    faults=(*ORDERED, *SERVER_ERRORS_OPEN, *POLLED, *FETCHED, *ELSEWHERE, *CODES),
    refused=(
        fault("submit", Refused, "refused the content", 1, "code",
              code="InputTextSensitiveContentDetected"),
        fault("submit", Refused, "refused the content", 1, "code",
              code="InputImageSensitiveContentDetected.PrivacyInformation"),
        fault("job", Refused, "refused the content", 2, "fails",
              code="InputTextSensitiveContentDetected"),
        fault("job", Lost, "withheld", 2, "fails", code="OutputVideoSensitiveContentDetected"),
        fault("job", Lost, "withheld", 2, "fails", code="OutputAudioSensitiveContentDetected"),
    ),
    spent=(
        fault("submit", Fatal, "refused the account", 1, "code",
              code="AccountOverdueError", status=403),
    ),
    busy=({"how": "code", "code": "RateLimitExceeded.EndpointRPMExceeded", "status": 429},
          {"how": "code", "code": "QuotaExceeded", "status": 429}),
    trouble=({"how": "code", "code": "InternalServiceError", "status": 500},),
    path="/api/v3", finds=True,
)  # fmt: skip
