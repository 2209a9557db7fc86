import base64

import pytest

from stack.credentials import load_or_make
from stack.problems import Problem


def test_keys_are_made_once_and_for_their_owner_alone(tmp_path):
    file = tmp_path / "secrets.json"
    first = load_or_make(file)
    assert load_or_make(file) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_keys_are_long_enough_and_differ(tmp_path):
    keys = load_or_make(tmp_path / "a.json")
    assert len(base64.urlsafe_b64decode(keys["fernet_key"])) == 32
    assert len(keys["jwt_secret"]) >= 64
    assert len(set(keys.values())) == len(keys)
    assert keys != load_or_make(tmp_path / "b.json")


@pytest.mark.parametrize("text", ["", "{}", "[]", "{"])
def test_keys_that_cannot_be_read_are_never_replaced(tmp_path, text):
    file = tmp_path / "secrets.json"
    file.write_text(text)
    with pytest.raises(Problem, match="cannot be read"):
        load_or_make(file)
    assert file.read_text() == text
