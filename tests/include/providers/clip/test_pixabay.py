"""What a connection may ask of Pixabay besides its key."""

import pytest

from include.providers.clip.pixabay import Pixabay
from include.providers.errors import Fatal
from include.providers.stock import Search
from include.providers.values import Account


def asked(**extra):
    provider = Pixabay(Account(secret="key", extra=extra))
    return provider.search(Search("waves", "en", "9:16")).params


@pytest.mark.parametrize(
    ("said", "sent"), [(False, "false"), ("false", "false"), ("true", "true"), (None, "true")]
)
def test_clips_that_are_not_for_everybody_are_found_only_where_it_is_said(said, sent):
    """A connection that is given as a URI says it in words."""
    assert asked(safesearch=said)["safesearch"] == sent


def test_what_is_neither_true_nor_false_is_told_of():
    with pytest.raises(Fatal, match=r"safesearch .* 'perhaps'"):
        asked(safesearch="perhaps")
