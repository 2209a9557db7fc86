"""What Jimeng is asked for a picture."""

import json

import pytest

from include.providers.image.jimeng_image import JimengImage
from include.providers.values import Account, Job, Order


def provider(**extra):
    return JimengImage(Account(login="a", secret="s", price_usd=0.03, extra=extra))


def order(**fields):
    fields = {"model": "jimeng_t2i_v31", "duration_s": 4.0, "seed": 7, **fields}
    return Order(stage="image", provider="jimeng_image", prompt="sea", **fields)


def test_a_picture_from_a_text():
    assert provider().submit(order(), key="k").json == {
        "req_key": "jimeng_t2i_v31",
        "prompt": "sea",
        "seed": 7,
        "width": 936,
        "height": 1664,
    }


@pytest.mark.parametrize("aspect", ["9:16", "4:5", "1:1", "16:9"])
def test_a_size_is_nearly_of_its_aspect(aspect):
    body = provider().submit(order(aspect=aspect), key="k").json
    across, down = map(int, aspect.split(":"))
    assert body["width"] / body["height"] == pytest.approx(across / down, rel=0.01)


def test_version_4_is_asked_for_one_picture():
    assert provider().submit(order(model="jimeng_t2i_v40"), key="k").json["force_single"] is True


def test_a_picture_may_start_from_one():
    url = "https://cdn.example/p.png"
    asked = order(options={"image_url": url})
    assert provider().submit(asked, key="k").json["image_urls"] == [url]


def test_the_poll_asks_for_an_address_and_what_else_the_connection_says():
    wishes = provider(req_json={"logo_info": {"add_logo": False}}).poll(Job("1")).json["req_json"]
    assert json.loads(wishes) == {"return_url": True, "logo_info": {"add_logo": False}}


def test_a_price_is_for_a_picture():
    assert provider().price_usd(order(duration_s=99.0)) == 0.03
