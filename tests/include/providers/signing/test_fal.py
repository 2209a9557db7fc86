"""fal's webhook signature: the published vector, and everything that must not pass."""

import json
import string

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from include.providers.errors import BadReply
from include.providers.notices import NoKeyFits, NotGenuine, Notice
from include.providers.signing.fal import TOLERANCE_S, keys_of, verify

AT = 1767323045
JWK = {"kty": "OKP", "crv": "Ed25519", "x": "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg"}
BODY = (
    b'{"request_id":"req-1","gateway_request_id":"req-1","status":"OK","payload":'
    b'{"video":{"url":"https://v3.fal.media/files/x/y.mp4"}}}'
)
SIGNATURE = (
    "725407ba6cc9f1ecf4098a2989e4c46fbef42dc7fa0275371aa02a1aeb416ec4"
    "b1e6f3888e1b03293aa5e9cbca3ac5f488523ddef7c3578020595709d408b605"
)
HEADERS = {
    "x-fal-webhook-request-id": "req-1",
    "x-fal-webhook-user-id": "user-1",
    "x-fal-webhook-timestamp": str(AT),
    "x-fal-webhook-signature": SIGNATURE,
}
KEYS = keys_of({"keys": [JWK]})
OTHER = Ed25519PrivateKey.generate().public_key()


def notice(at_s=AT, body=BODY, **headers):
    changed = {f"x-fal-webhook-{name.replace('_', '-')}": v for name, v in headers.items()}
    kept = {name: value for name, value in (HEADERS | changed).items() if value is not None}
    return Notice(kept, body, at_s)


def test_the_published_vector_is_genuine():
    seed = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    assert [key.public_bytes_raw() for key in KEYS] == [seed.public_key().public_bytes_raw()]
    assert verify(notice(), KEYS) == "req-1"


def test_any_of_several_keys_may_have_signed():
    assert verify(notice(), [OTHER, *KEYS]) == "req-1"
    assert verify(notice(signature=SIGNATURE.upper()), KEYS) == "req-1"


@pytest.mark.parametrize("off_s", [-TOLERANCE_S, TOLERANCE_S])
def test_the_clocks_may_differ_by_five_minutes(off_s):
    assert verify(notice(at_s=AT + off_s), KEYS) == "req-1"


@pytest.mark.parametrize("off_s", [-TOLERANCE_S - 1, TOLERANCE_S + 1, 86_400, -1e11, 1e300])
def test_not_by_more(off_s):
    with pytest.raises(NotGenuine, match="s off"):
        verify(notice(at_s=AT + off_s), KEYS)


@pytest.mark.parametrize(
    "changed",
    [
        {"body": BODY + b" "},
        {"body": b""},
        {"request_id": "req-2"},
        {"user_id": "user-2"},
        {"timestamp": str(AT + 1)},
        {"timestamp": f"0{AT}"},
        {"signature": "00" * 64},
        {"signature": SIGNATURE[64:] + SIGNATURE[:64]},
    ],
)
def test_one_change_and_no_key_fits(changed):
    with pytest.raises(NoKeyFits):
        verify(notice(**changed), KEYS)


@pytest.mark.parametrize("keys", [[OTHER], []])
def test_another_key_does_not_fit(keys):
    with pytest.raises(NoKeyFits):
        verify(notice(), keys)


@pytest.mark.parametrize(
    "changed",
    [
        *({name: None} for name in ("request_id", "user_id", "timestamp", "signature")),
        *({name: ""} for name in ("request_id", "user_id", "timestamp", "signature")),
        {"request_id": "a" * 129},
        {"request_id": "req-1\nuser-1"},
        {"request_id": "req 1"},
        {"request_id": "req-\u00e9"},
        {"user_id": "user-1\n1"},
        {"timestamp": "-1767323045"},
        {"timestamp": "1767323045.0"},
        {"timestamp": "1" * 13},
        {"timestamp": " 1767323045"},
        {"timestamp": "١٧٦٧٣٢٣٠٤٥"},
        {"timestamp": "nan"},
        {"signature": SIGNATURE[:-2]},
        {"signature": SIGNATURE + "00"},
        {"signature": SIGNATURE[:-2] + " 0"},
        {"signature": "g" * 128},
        {"signature": SIGNATURE + "\n"},
    ],
)
def test_a_malformed_header_is_not_looked_at_twice(changed):
    with pytest.raises(NotGenuine, match="missing or malformed") as found:
        verify(notice(**changed), KEYS)
    assert not isinstance(found.value, NoKeyFits)


@given(st.dictionaries(st.sampled_from(list(HEADERS)), st.text()), st.binary(), st.floats())
def test_whatever_comes_is_refused_in_our_own_words(headers, body, at_s):
    with pytest.raises(NotGenuine) as found:
        verify(Notice(HEADERS | headers, body, at_s), [OTHER])
    assert str(found.value).isascii()
    assert SIGNATURE not in str(found.value)


def test_nothing_shows_what_was_sent():
    assert repr(notice()) == f"Notice(at_s={AT})"


@pytest.mark.parametrize(
    "jwks",
    [
        None,
        [],
        "keys",
        {},
        {"keys": None},
        {"keys": [None, 1, []]},
        {"keys": [{**JWK, "kty": "RSA"}]},
        {"keys": [{**JWK, "crv": "X25519"}]},
        {"keys": [{**JWK, "x": None}]},
        {"keys": [{**JWK, "x": "é" * 43}]},
        {"keys": [{**JWK, "x": JWK["x"][:-1]}]},
        {"keys": [{**JWK, "x": "A"}]},
    ],
)
def test_a_list_without_a_key_is_no_list_of_keys(jwks):
    with pytest.raises(BadReply, match="jwks_url"):
        keys_of(jwks)


def test_keys_of_other_kinds_are_passed_over():
    keys = [{"kty": "RSA", "n": "AQAB"}, {**JWK, "x": "%"}, {**JWK, "use": "sig"}]
    assert len(keys_of(json.loads(json.dumps({"keys": keys})))) == 1
    assert len(keys_of({"keys": [JWK] * 1000})) <= 16
    assert set(JWK["x"]) <= set(string.ascii_letters + string.digits + "-_")
