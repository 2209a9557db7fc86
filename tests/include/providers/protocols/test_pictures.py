"""What an order may start from."""

import pytest

from include.providers.errors import Fatal
from include.providers.protocols.pictures import picture_base64, picture_url
from include.providers.values import Order


def order(url):
    return Order("clip", "any", "m", "sea", 4.0, options={"image_url": url})


@pytest.mark.parametrize("url", ["https://h.example/p.png", "data:image/jpeg;base64,aGk="])
def test_a_url_or_the_bytes_are_taken(url):
    assert picture_url(order(url)) == url


def test_the_bytes_are_told_from_a_url():
    assert picture_base64(order("data:image/webp;base64,aGk=")) == "aGk="
    assert picture_base64(order("https://h.example/p.png")) == ""


@pytest.mark.parametrize("url", ["", None])
def test_none_is_none(url):
    assert picture_url(order(url)) == ""


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://h/x", "javascript:alert(1)", "data:text/html;base64,aGk=",
     "data:image/png,raw", "https://h/<script>", "https://h/a b", "../../x", 7, ["https://h/x"]],
)  # fmt: skip
def test_anything_else_is_refused_and_not_repeated(url):
    with pytest.raises(Fatal, match="image_url") as caught:
        picture_url(order(url))
    assert str(url) not in str(caught.value)
