import base64

import pytest

from include.ordering import presenting
from include.ordering.presenting import Presenter
from include.providers.errors import Fatal, Retryable
from include.providers.protocols.pictures import picture_base64
from include.providers.values import Order
from include.storage.media import MediaStore

PICTURE = b"\x89PNG not really"


@pytest.fixture
def present(tmp_path):
    return Presenter(MediaStore(tmp_path))


def order(**options):
    about = {"stage": "clip", "provider": "p", "model": "", "prompt": "sea", "duration_s": 4.0}
    return Order(**about, options=options)


def test_an_order_without_a_picture_is_sent_as_it_is(present):
    plain = order(mood="calm")
    assert present(plain) is plain


def test_the_picture_goes_into_the_copy_that_is_sent_alone(present):
    present.store.put(PICTURE, "image/png", order_digest="a" * 64)
    known = order(image="a" * 64)
    sent = present(known)
    assert base64.b64decode(picture_base64(sent)) == PICTURE
    assert set(sent.options) == {"image_url"}
    assert set(known.options) == {"image"}


def test_a_picture_that_is_gone_is_made_again_by_the_next_try(present):
    with pytest.raises(Retryable, match="aaaaaaaaaaaa that the clip starts from is not in"):
        present(order(image="a" * 64))


def test_a_picture_too_large_to_send_is_refused_before_anything_is_ordered(present, monkeypatch):
    monkeypatch.setattr(presenting, "LARGEST_BYTES", 4)
    present.store.put(PICTURE, "image/png", order_digest="a" * 64)
    with pytest.raises(Fatal, match="more than"):
        present(order(image="a" * 64))
