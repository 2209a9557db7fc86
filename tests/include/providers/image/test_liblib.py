"""What LiblibAI is asked for a picture, and what it costs."""

from pathlib import Path

import pytest

from include.providers.errors import Fatal
from include.providers.image.liblib import TEMPLATE, Liblib
from include.providers.values import Account, Order, Reply

FIXTURES = Path(__file__).parents[3] / "fixtures/providers/liblib"


def provider(**extra):
    return Liblib(Account(login="a", secret="s", price_usd=0.02, extra=extra))


def order(**fields):
    fields = {"model": "", "duration_s": 4.0, "seed": 7, **fields}
    return Order(stage="image", provider="liblib", prompt="sea", **fields)


def test_a_picture_from_a_text():
    request = provider().submit(order(), key="k")
    assert (request.method, request.url) == ("POST", "/api/generate/webui/text2img/ultra")
    assert request.json == {
        "templateUuid": TEMPLATE,
        "generateParams": {
            "prompt": "sea",
            "imageSize": {"width": 1152, "height": 2048},
            "imgCount": 1,
            "steps": 30,
            "seed": 7,
        },
    }


@pytest.mark.parametrize("aspect", ["9:16", "4:5", "1:1", "16:9"])
def test_a_size_is_of_its_aspect_and_within_the_services(aspect):
    size = provider().submit(order(aspect=aspect), key="k").json["generateParams"]["imageSize"]
    across, down = map(int, aspect.split(":"))
    assert size["width"] / size["height"] == pytest.approx(across / down)
    assert all(512 <= side <= 2048 for side in size.values())


def test_a_picture_to_start_from_must_be_public():
    url = "https://cdn.example/p.png"
    request = provider().submit(order(options={"image_url": url}), key="k")
    assert request.url == "/api/generate/webui/img2img/ultra"
    assert request.json["generateParams"]["controlnet"] == {
        "controlType": "IPAdapter",
        "controlImage": url,
    }
    carried = order(options={"image_url": "data:image/png;base64,aGk="})
    with pytest.raises(Fatal, match="public URL"):
        provider().submit(carried, key="k")


def test_the_connection_names_template_and_parameters():
    body = provider(input={"steps": 20}).submit(order(model="f" * 32), key="k").json
    assert (body["templateUuid"], body["generateParams"]["steps"]) == ("f" * 32, 20)


@pytest.mark.parametrize(("extra", "cost"), [({"point_usd": 0.0025}, 0.02), ({}, None)])
def test_the_points_used_say_what_it_cost(extra, cost):
    reply = Reply(200, {}, (FIXTURES / "success.json").read_bytes())
    assert provider(**extra).result(reply).cost_usd == (cost and pytest.approx(cost))


def test_progress_is_told_in_percent():
    running = Reply(200, {}, (FIXTURES / "running.json").read_bytes())
    assert provider().progress(running).percent == 50
