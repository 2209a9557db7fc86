"""What Volcengine is asked for a bed, and how its file is labelled."""

from pathlib import Path

import pytest

from include.music.moods import theory
from include.providers.music.volcengine_music import INSTRUMENTS, MOODS, VolcengineMusic
from include.providers.values import Account, Order, Reply

FIXTURES = Path(__file__).parents[3] / "fixtures/providers/volcengine_music"
KEY = "0" * 40


def provider(**extra):
    price = extra.pop("price_usd", None)
    return VolcengineMusic(Account(login="a", secret="s", price_usd=price, extra=extra))


def order(**fields):
    fields = {"model": "", "duration_s": 44.6, "options": {"mood": "calm"}, **fields}
    return Order(stage="music", provider="volcengine_music", prompt="tides", **fields)


def test_a_bed_is_described_in_chinese_with_its_mood():
    request = provider().submit(order(), key=f"{KEY}-0")
    assert request.params == {"Action": "GenBGMForTime", "Version": "2024-08-12"}
    text = request.json.pop("Text")
    assert request.json == {"Duration": 45, "Version": "v5.0", "EnableInputRewrite": False}
    for words in ("背景纯音乐", MOODS["calm"], INSTRUMENTS[0], "全程没有人声", "tides"):
        assert words in text


def test_every_mood_of_a_run_has_its_words():
    assert set(MOODS) == set(theory().moods)
    assert provider().submit(order(options={"mood": "auto"}), key="k").json["Text"]


def test_a_new_order_after_a_known_end_has_another_text_and_a_repeated_one_the_same():
    texts = [provider().submit(order(), key=f"{KEY}-{n}").json["Text"] for n in (0, 1, 2, 2)]
    assert len(set(texts)) == 3
    assert texts[2] == texts[3]


@pytest.mark.parametrize(("duration_s", "sent"), [(5.0, 30), (75.4, 75), (500.0, 120)])
def test_lengths_stay_within_the_services(duration_s, sent):
    request = provider().submit(order(duration_s=duration_s), key="k")
    assert request.json["Duration"] == sent


def test_what_is_unverified_is_a_setting():
    extra = {"action": "GenBGM", "model_field": "ModelVersion", "region": "cn-north-1"}
    request = provider(**extra).submit(order(model="v4.3"), key="k")
    assert (request.params["Action"], request.json["ModelVersion"]) == ("GenBGM", "v4.3")
    assert request.sign.region == "cn-north-1"


@pytest.mark.parametrize(("extra", "price"), [({}, 0.01), ({"price_per": "second"}, 0.45)])
def test_a_price_is_for_a_piece_or_a_second_of_it(extra, price):
    assert provider(price_usd=0.01, **extra).price_usd(order()) == pytest.approx(price)


def test_a_wav_labelled_as_video_is_known_for_what_it_is():
    result = provider().result(Reply(200, {}, (FIXTURES / "success.json").read_bytes()))
    assert result.relabel["video/mp4"] == "audio/wav"
    assert result.duration_s == 59.86
