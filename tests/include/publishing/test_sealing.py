import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.publishing.sealing import Seal

SECRETS = {"session": "https://upload.example/?upload_id=AbC", "n": 1}


@given(st.dictionaries(st.text(max_size=20), st.integers() | st.text(max_size=50) | st.none()))
def test_what_is_sealed_can_be_opened_with_the_same_secret(value):
    assert Seal("s3cr3t", "memo").opened(Seal("s3cr3t", "memo").closed(value)) == value


def test_nothing_of_it_can_be_read_and_no_two_look_alike():
    seal = Seal("s3cr3t", "memo")
    first, second = seal.closed(SECRETS), seal.closed(SECRETS)
    assert first != second
    for part in ("upload", "AbC", "s3cr3t", "session"):
        assert part not in first


@pytest.mark.parametrize("other", [Seal("another", "memo"), Seal("s3cr3t", "tokens")])
def test_another_secret_or_purpose_opens_nothing(other):
    assert other.opened(Seal("s3cr3t", "memo").closed(SECRETS)) is None


@pytest.mark.parametrize("spoilt", ["", "x", "gAAAAA==", "\u00e9"])
def test_what_was_tampered_with_opens_to_nothing(spoilt):
    assert Seal("s3cr3t", "memo").opened(spoilt) is None
