"""What Jimeng is asked for a clip."""

import json

import pytest

from include.providers.clip.jimeng import Jimeng
from include.providers.errors import Fatal
from include.providers.values import Account, Job, Order, Reply

PICTURE = "https://cdn.example/p.png"
KEYS = {"login": "access", "secret": "secret"}


def jimeng(**extra):
    price = extra.pop("price_usd", None)
    return Jimeng(Account(**KEYS, model="jimeng_t2v_v30", price_usd=price, extra=extra))


def order(**fields):
    fields = {"model": "jimeng_t2v_v30", "duration_s": 4.0, "seed": 7, **fields}
    return Order(stage="clip", provider="jimeng", prompt="sea", **fields)


def test_a_clip_from_a_text():
    request = jimeng().submit(order(), key="k")
    assert (request.method, request.url) == ("POST", "/")
    assert request.params == {"Action": "CVSync2AsyncSubmitTask", "Version": "2022-08-31"}
    assert request.json == {
        "req_key": "jimeng_t2v_v30",
        "prompt": "sea",
        "seed": 7,
        "frames": 121,
        "aspect_ratio": "9:16",
    }


def test_a_clip_from_a_picture_takes_its_shape_and_may_take_another_model():
    asked = order(options={"image_url": PICTURE})
    assert jimeng(image_model="jimeng_i2v_first_v30").submit(asked, key="k").json == {
        "req_key": "jimeng_i2v_first_v30",
        "prompt": "sea",
        "seed": 7,
        "frames": 121,
        "image_urls": [PICTURE],
    }
    carried = order(options={"image_url": "data:image/png;base64,aGk="})
    assert jimeng().submit(carried, key="k").json["binary_data_base64"] == ["aGk="]


@pytest.mark.parametrize(
    ("duration_s", "frames"), [(0.5, 121), (5.0, 121), (5.1, 241), (10.0, 241), (60.0, 241)]
)
def test_the_next_longer_clip_is_ordered(duration_s, frames):
    assert jimeng().submit(order(duration_s=duration_s), key="k").json["frames"] == frames


@pytest.mark.parametrize(
    ("aspect", "sent"), [("9:16", "9:16"), ("16:9", "16:9"), ("1:1", "1:1"), ("4:5", "3:4")]
)
def test_an_aspect_the_service_lacks_becomes_the_nearest(aspect, sent):
    assert jimeng().submit(order(aspect=aspect), key="k").json["aspect_ratio"] == sent


def test_seeds_stay_in_range():
    assert 0 <= jimeng().submit(order(seed=2**32 - 1), key="k").json["seed"] < 2**31


def test_the_connection_adds_what_else_the_model_takes():
    assert jimeng(input={"seed": -1, "x": 1}).submit(order(), key="k").json["seed"] == -1


def test_the_task_is_asked_after_with_the_model_it_was_submitted_to():
    provider = jimeng(req_json={"aigc_meta": {"producer_id": "p"}})
    kept = provider.submit(order(model="jimeng_i2v"), key="k").keep
    request = provider.poll(Job("1", kept))
    assert request.params["Action"] == "CVSync2AsyncGetResult"
    assert request.json == {
        "req_key": "jimeng_i2v",
        "task_id": "1",
        "req_json": json.dumps({"aigc_meta": {"producer_id": "p"}}),
    }


def test_it_cancels_only_where_the_connection_says_that_it_can():
    assert jimeng().cancel(Job("1")) is None
    request = jimeng(cancel=True).cancel(Job("1", {"req_key": "m"}))
    assert request.params == {"Action": "CVCancelTask", "Version": "2024-06-06"}
    assert request.json == {"req_key": "m", "task_id": "1"}


@pytest.mark.parametrize(
    ("extra", "price"), [({}, 0.7), ({"price_per": "piece"}, 0.7), ({"price_per": "second"}, 3.5)]
)
def test_a_price_is_for_a_clip_or_a_second_of_it(extra, price):
    assert jimeng(price_usd=0.7, **extra).price_usd(order()) == pytest.approx(price)


def test_a_unit_it_is_not_sold_by_is_named():
    with pytest.raises(Fatal, match=r"'seconds'.*piece, second"):
        jimeng(price_usd=0.7, price_per="seconds").price_usd(order())


def test_a_connection_without_a_model_is_told_which():
    with pytest.raises(Fatal, match="jimeng_ti2v_v30_pro"):
        jimeng().submit(order(model=""), key="k")


@pytest.mark.parametrize(
    ("code", "status", "billed"),
    [(50413, "done", False), (50500, "done", False), (10000, "expired", True)],
)
def test_only_a_clip_that_is_returned_is_billed(code, status, billed):
    """One that is not known any more may have been returned to somebody."""
    body = {"code": code, "message": "said", "data": {"status": status}}
    ended = jimeng().progress(Reply(200, {}, json.dumps(body).encode()))
    assert jimeng().billed(ended.error) is billed
