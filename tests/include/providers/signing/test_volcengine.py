"""Vectors of the vendor's SDK, and what a signature covers."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from include.providers.errors import Fatal
from include.providers.signing.volcengine import Signer, canonical, signer_of
from include.providers.values import Account, Unsigned

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
VISUAL = Signer("AKLTtestaccesskey", "testsecretkey0123456789", "cn-north-1", "cv")
MUSIC = replace(VISUAL, region="cn-beijing", service="imagination")
SUBMIT = Unsigned(
    "POST",
    "https://visual.volcengineapi.com/?Action=CVSync2AsyncSubmitTask&Version=2022-08-31",
    {"content-type": "application/json", "user-agent": "any"},
    b'{"req_key":"jimeng_ti2v_v30_pro","prompt":"a cat","frames":121,'
    b'"aspect_ratio":"9:16","seed":-1}',
    AT,
)
BED = replace(
    SUBMIT,
    url="https://open.volcengineapi.com/?Action=GenBGMForTime&Version=2024-08-12",
    body=b'{"Text":"calm piano","Duration":60,"Version":"v5.0"}',
)


def signature(unsigned, signer=VISUAL):
    return signer(unsigned).headers["Authorization"].rpartition("Signature=")[2]


def test_the_visual_vector():
    headers = VISUAL(SUBMIT).headers
    assert headers == {
        "X-Date": "20260102T030405Z",
        "X-Content-Sha256": "29b44a5eb3a9139d717d4033ff548a0146db71f0f9e9776edf2c9e2e3edaf9a4",
        "Authorization": "HMAC-SHA256 "
        "Credential=AKLTtestaccesskey/20260102/cn-north-1/cv/request, "
        "SignedHeaders=content-type;host;x-content-sha256;x-date, "
        "Signature=c9e54545fbc1d217b5efd50b30713ce73f987138a5328fb3682ead69ad3ebb26",
    }


def test_the_steps_of_the_visual_vector():
    added = {name: value for name, value in VISUAL(SUBMIT).headers.items() if name[0] == "X"}
    text, names = canonical(SUBMIT, added)
    assert names == "content-type;host;x-content-sha256;x-date"
    assert sha256(text.encode()).hexdigest() == (
        "6f8b4447fa4884d57c7c38d4caa154d14869bc5760cc1db5f0a89bed8bfe382d"
    )
    assert VISUAL.key("20260102").hex() == (
        "de0aa0506dbac78db085438972f3c1e2d6a835768fea48a53d2894ff02d4730c"
    )


def test_the_music_vector():
    headers = MUSIC(BED).headers
    assert headers["X-Content-Sha256"] == (
        "5114164cc06ba4b53bd5d12cf9d9ac4f12646b956bd04bd2c96cfedd257cea80"
    )
    assert signature(BED, MUSIC) == (
        "49f00700337fc6ad2485b081b5296d939d7d34d9358eba2e728e92080d21ea9d"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"body": b"{}"},
        {"method": "PUT"},
        {"url": SUBMIT.url.replace("Submit", "Get")},
        {"url": SUBMIT.url.replace("visual", "open")},
        {"url": SUBMIT.url.replace("/?", "/x?")},
        {"headers": {**SUBMIT.headers, "content-type": "text/plain"}},
        {"headers": {**SUBMIT.headers, "x-extra": "1"}},
        {"at": AT.replace(second=6)},
    ],
)
def test_everything_that_counts_is_covered(change):
    assert signature(replace(SUBMIT, **change)) != signature(SUBMIT)


def test_what_travels_differently_is_not():
    assert signature(replace(SUBMIT, headers={**SUBMIT.headers, "accept": "*/*"})) == signature(
        SUBMIT
    )


@pytest.mark.parametrize(
    ("netloc", "host"),
    [("h.example:443", "h.example"), ("h.example:80", "h.example"), ("h.example:8443",) * 2,
     ("127.0.0.1:9001",) * 2, ("[::1]:9001",) * 2, ("[::1]:443", "[::1]"), ("[::1]", "[::1]")],
)  # fmt: skip
def test_a_host_keeps_only_an_unusual_port(netloc, host):
    text, _ = canonical(replace(SUBMIT, url=f"https://{netloc}/?A=b"), {})
    assert f"\nhost:{host}\n" in text


def test_the_query_is_sorted_and_encoded_as_the_service_reads_it():
    text, _ = canonical(replace(SUBMIT, url="https://h/?b=2+3&a=~%2F%C3%A9&a=&c=1%2B1"), {})
    assert text.splitlines()[2] == "a=&a=~%2F%C3%A9&b=2%203&c=1%2B1"


def test_temporary_keys_send_and_sign_their_token():
    account = Account(login="ak", secret="sk", extra={"session_token": "t0ken", "region": "here"})
    headers = signer_of(account, region="cn-north-1", service="cv")(SUBMIT).headers
    assert headers["X-Security-Token"] == "t0ken"
    assert "x-security-token" in headers["Authorization"]
    assert "/here/cv/request" in headers["Authorization"]


@pytest.mark.parametrize("keys", [{"login": "ak"}, {"secret": "sk"}, {}])
def test_one_key_alone_signs_nothing(keys):
    with pytest.raises(Fatal, match=r"login.*password"):
        signer_of(Account(**keys), region="r", service="s")


def test_nothing_secret_is_shown():
    shown = repr(VISUAL) + repr(VISUAL(SUBMIT)) + repr(SUBMIT)
    assert "testsecretkey" not in shown
    assert "Signature=" not in shown
