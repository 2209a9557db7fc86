import pytest
from pydantic import ValidationError

from include.domain.capture import Capture, Click, Scroll

URL = "https://shop.example/tea"


def test_steps_are_read_by_what_they_do():
    steps = [{"do": "click", "on": "#ok", "optional": True}, {"do": "scroll", "px": 400}]
    capture = Capture(url=URL, beat=1, steps=steps)
    assert capture.steps == (
        Click(do="click", on="#ok", optional=True),
        Scroll(do="scroll", px=400),
    )
    assert capture.lasts_s == 2.0


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://shop.example",
        "shop.example",
        "https://user:word@shop.example",
        "https://shop.example:99999/",
        "https://",
        "javascript:alert(1)",
    ],
)
def test_only_plain_addresses_of_the_web_are_taken(url):
    with pytest.raises(ValidationError, match="address without a user"):
        Capture(url=url, beat=1)


@pytest.mark.parametrize("place", [{}, {"beat": 1, "every": 2}])
def test_it_is_seen_at_one_beat_or_at_every_nth(place):
    with pytest.raises(ValidationError, match="either beat or every"):
        Capture(url=URL, **place)


@pytest.mark.parametrize(
    "step",
    [
        {"do": "scroll", "px": 10, "lasts_s": 600},
        {"do": "wait", "lasts_s": 0},
        {"do": "wait_for", "on": "#x", "within_s": 3600},
        {"do": "type", "on": "#x", "text": "x" * 101},
        {"do": "evaluate", "text": "alert(1)"},
    ],
)
def test_a_step_is_bounded(step):
    with pytest.raises(ValidationError):
        Capture(url=URL, beat=1, steps=[step])


def test_so_are_all_steps_together():
    with pytest.raises(ValidationError, match="last 24 s; 20 s are the most"):
        Capture(url=URL, beat=1, steps=[{"do": "wait", "lasts_s": 12}] * 2)
