"""What is read from a JSON body is there, of its kind, and bounded; or it is a bad reply."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.providers import errors, reading
from include.providers.values import Reply

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(JSON)
def test_parts_of_anything_are_objects_or_nothing(body):
    assert isinstance(reading.part(body, "a"), dict)
    assert all(isinstance(one, dict) for one in reading.parts(body, "a"))


@given(st.binary(max_size=300))
def test_base64_comes_back_as_it_was(data):
    assert reading.bytes_of(base64.b64encode(data).decode(), "Veo", max_bytes=300) == data


@pytest.mark.parametrize(
    "encoded", ["no base64!", "aGk", "aGk=\n", "é", "data:video/mp4;base64,aGk="]
)
def test_what_is_no_base64_is_a_bad_reply(encoded):
    with pytest.raises(errors.BadReply, match="Veo answered with a file that is no base64"):
        reading.bytes_of(encoded, "Veo", max_bytes=300)


def test_a_file_too_large_is_not_even_decoded():
    encoded = base64.b64encode(bytes(1000)).decode()
    assert len(reading.bytes_of(encoded, "Veo", max_bytes=1000)) == 1000
    with pytest.raises(errors.BadReply, match="more than 990 bytes"):
        reading.bytes_of(encoded, "Veo", max_bytes=990)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"error": "text"}', b'{"error": null}'])
def test_an_error_page_has_no_fault(body):
    assert reading.faulty(Reply(500, {}, body)) == {}


@pytest.mark.parametrize("value", [None, "", 1, [], {}])
def test_a_field_without_text_is_named(value):
    with pytest.raises(errors.BadReply, match="without name"):
        reading.text_of({"name": value}, "name", "Veo")


@pytest.mark.parametrize("value", [None, "1", True, [1], {}, float("nan"), float("inf"), 10**400])
def test_what_is_no_number_is_none(value):
    assert reading.number_of({"n": value}, "n") is None
    assert reading.number_of({}, "n") is None


@pytest.mark.parametrize("value", [0, 1, 2.5])
def test_a_number_is_itself(value):
    assert reading.number_of({"n": value}, "n") == value
