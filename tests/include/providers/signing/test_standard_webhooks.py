from datetime import UTC, datetime

import pytest

from include.providers.errors import Fatal
from include.providers.signing.standard_webhooks import signer
from include.providers.values import Unsigned
from tests.emulators.webhook_receiver import SECRET

BODY = b'{"type":"video.published","timestamp":"2026-01-02T03:04:05Z","data":{"id":"vid_1"}}'
AT = datetime.fromtimestamp(1767323045, UTC)
SIGNED = "v1,xayK82vIELYc6zQ0pQYZqGubG8hNYjlIFktbQkNL9f4="
"""Made with the reference library, ``standardwebhooks`` 1.1.0."""


def signed(secrets, at=AT):
    message = Unsigned("POST", "https://hook.example", {}, BODY, at)
    return signer("msg_test_1", secrets)(message).headers


def test_a_signature_is_that_of_the_reference_library():
    assert signed(SECRET) == {
        "webhook-id": "msg_test_1",
        "webhook-timestamp": "1767323045",
        "webhook-signature": SIGNED,
    }


def test_while_a_secret_is_replaced_both_sign():
    other = "whsec_" + "QUFB" * 8
    first, second = signed(f"{other} {SECRET}")["webhook-signature"].split()
    assert first != second == SIGNED


@pytest.mark.parametrize("secret", ["", " ", "whsec_", "whsec_AAAA", "hunter2", "whsec_é"])
def test_what_is_no_secret_is_refused_and_not_told(secret):
    with pytest.raises(Fatal, match="password") as refused:
        signer("msg", secret)
    assert "hunter2" not in str(refused.value)
