import pytest
from pydantic import ValidationError

from include.domain.batch import BatchRequest
from include.domain.channel import ASKED, Channel


def test_a_channel_that_says_nothing_asks_what_a_batch_asks_but_for_repeats():
    channel = Channel.of("tides", {})
    assert channel.asks == BatchRequest(channel="tides", repeats="never")
    assert channel.schedule == ""


def test_params_of_a_run_stand_beside_the_other_fields():
    channel = Channel.of("tides", {"title": "Tides", "limit": 7, "review": {"policy": "approve"}})
    assert (channel.title, channel.asks.limit) == ("Tides", 7)
    assert channel.asks.review.policy == "approve"


def test_every_param_may_stand_in_a_file_but_those_of_one_run():
    assert set(BatchRequest.model_fields) - ASKED == {"topics", "take", "publish_at", "channel"}
    assert set(Channel.fields()) >= ASKED


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"limit": 0}, ("asks", "limit")),
        ({"topics": ["Tides"]}, ("topics",)),
        ({"channel": "bees"}, ("channel",)),
        ({"prompts": "../../etc"}, ("prompts",)),
        ({"pronunciations": {"": "x"}}, ("pronunciations", "", "[key]")),
        ({"captures": [{"url": "https://shop.example"}]}, ("captures", 0)),
    ],
)
def test_what_is_wrong_is_said_by_field(facts, field):
    with pytest.raises(ValidationError) as refused:
        Channel.of("tides", facts)
    assert refused.value.errors()[0]["loc"] == field


@pytest.mark.parametrize("name", ["Tides", "../tides", "", "9lives", "a" * 51, "tides.yaml"])
def test_a_name_is_fit_for_a_file_and_a_dag(name):
    with pytest.raises(ValidationError):
        Channel.of(name, {})
