"""The sheet's vector, and what goes into the query."""

from datetime import UTC, datetime

import pytest

from include.providers.errors import Fatal
from include.providers.signing.liblib import Signer, signer_of
from include.providers.values import Account, Unsigned

PATH = "/api/generate/webui/text2img/ultra"
SIGNER = Signer("access", "liblib-secret-key")
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
UNSIGNED = Unsigned("POST", f"https://openapi.liblibai.cloud{PATH}?x=1", {}, b"{}", AT)


def test_the_vector():
    assert SIGNER.signature(PATH, "1767323045000", "a1b2c3d4e5f60718") == (
        "CCJ_RrXc7hxU8uGiOy5uuxDpC6k"
    )


def test_the_query_holds_what_was_signed():
    params = SIGNER(UNSIGNED).params
    assert set(params) == {"AccessKey", "Signature", "Timestamp", "SignatureNonce"}
    assert (params["AccessKey"], params["Timestamp"]) == ("access", "1767323045000")
    assert params["SignatureNonce"].isalnum()
    assert 10 <= len(params["SignatureNonce"]) <= 32
    assert params["Signature"] == SIGNER.signature(
        PATH, params["Timestamp"], params["SignatureNonce"]
    )


def test_each_request_has_a_nonce_of_its_own():
    nonces = {SIGNER(UNSIGNED).params["SignatureNonce"] for _ in range(100)}
    assert len(nonces) == 100


@pytest.mark.parametrize("keys", [{"login": "ak"}, {"secret": "sk"}, {}])
def test_one_key_alone_signs_nothing(keys):
    with pytest.raises(Fatal, match=r"login.*password"):
        signer_of(Account(**keys))


def test_nothing_secret_is_shown():
    signed = SIGNER(UNSIGNED)
    assert "liblib-secret-key" not in repr(SIGNER)
    assert signed.params["Signature"] not in repr(signed)
