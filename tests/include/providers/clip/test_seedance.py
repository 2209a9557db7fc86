"""What Ark is asked for a clip, and what it costs."""

import json
from pathlib import Path

import pytest

from include.providers.clip.seedance import Seedance
from include.providers.errors import Fatal
from include.providers.values import Account, Job, Order, Reply

FIXTURES = Path(__file__).parents[3] / "fixtures/providers/seedance"


def seedance(**extra):
    price = extra.pop("price_usd", None)
    return Seedance(Account(secret="key", price_usd=price, extra=extra))


def order(**fields):
    fields = {"model": "doubao-seedance-2-0-260128", "duration_s": 4.2, "seed": 7, **fields}
    return Order(stage="clip", provider="seedance", prompt="sea", **fields)


def test_a_clip_from_a_text():
    request = seedance().submit(order(), key="k")
    assert (request.method, request.url) == ("POST", "/contents/generations/tasks")
    assert request.secret_headers == {"authorization": "Bearer key"}
    assert request.json == {
        "model": "doubao-seedance-2-0-260128",
        "content": [{"type": "text", "text": "sea"}],
        "ratio": "9:16",
        "duration": 5,
        "resolution": "720p",
        "seed": 7,
        "watermark": False,
        "generate_audio": False,
    }


@pytest.mark.parametrize("url", ["https://cdn.example/p.png", "data:image/png;base64,aGk="])
def test_a_clip_from_a_picture_takes_its_shape(url):
    body = seedance().submit(order(options={"image_url": url}), key="k").json
    assert body["ratio"] == "adaptive"
    assert body["content"][1] == {
        "type": "image_url",
        "image_url": {"url": url},
        "role": "first_frame",
    }


def test_an_old_model_reads_its_parameters_from_the_text():
    body = seedance(suffix=True).submit(order(aspect="4:5"), key="k").json
    assert body["content"] == [{"type": "text", "text": "sea --ratio 3:4 --dur 5"}]
    assert set(body) == {"model", "content"}


@pytest.mark.parametrize(
    ("duration_s", "extra", "sent"),
    [(1.0, {}, 4), (4.0, {}, 4), (14.01, {}, 15), (60.0, {}, 15), (60.0, {"longest_s": 30}, 30)],
)
def test_lengths_are_whole_seconds_within_the_models(duration_s, extra, sent):
    assert seedance(**extra).submit(order(duration_s=duration_s), key="k").json["duration"] == sent


@pytest.mark.parametrize(
    ("extra", "price"),
    [({}, 6.0), ({"price_per": "second"}, 30.0),
     ({"price_per": "million_tokens"}, 6 * 5 * 720 * 1280 * 24 / 1024 / 1e6),
     ({"price_per": "million_tokens", "resolution": "1080p"},
      6 * 5 * 1080 * 1920 * 24 / 1024 / 1e6)],
)  # fmt: skip
def test_a_price_is_for_a_clip_a_second_or_a_million_tokens(extra, price):
    assert seedance(price_usd=6.0, **extra).price_usd(order()) == pytest.approx(price)


@pytest.mark.parametrize(("extra", "cost"), [({"price_per": "million_tokens"}, 0.6534), ({}, None)])
def test_the_tokens_used_say_what_it_cost(extra, cost):
    reply = Reply(200, {}, (FIXTURES / "succeeded.json").read_bytes())
    result = seedance(price_usd=6.0, **extra).result(reply)
    assert (result.cost_usd, result.duration_s) == (cost and pytest.approx(cost), 5.0)


def test_an_id_stays_in_its_place_in_the_path():
    request = seedance().poll(Job("../../x?y#z"))
    assert request.url == "/contents/generations/tasks/..%2F..%2Fx%3Fy%23z"
    assert seedance().cancel(Job("cgt-1")).method == "DELETE"


def test_an_unknown_task_is_for_the_status_to_judge():
    body = json.dumps({"error": {"code": "ResourceNotFound", "message": "x"}}).encode()
    assert seedance().error(Reply(404, {}, body)) is None


def test_a_connection_without_a_model_is_told_which():
    with pytest.raises(Fatal, match="doubao-seedance"):
        seedance().submit(order(model=""), key="k")
