import pytest

from include.ledger.rates import Rate
from include.writing.steering import steered_s, voice_key


@pytest.mark.parametrize(
    ("slowness", "speed", "ours", "asked_s"),
    [
        (None, 1.0, True, 36.0),
        (None, 1.0, False, 36 / 1.15),
        (None, 1.5, True, 54.0),
        (1.2, 1.0, False, 30.0),
        (0.8, 1.5, True, 45.0),
        (9.0, 1.0, True, 18.0),
    ],
)
def test_a_slow_voice_is_given_less_to_say(slowness, speed, ours, asked_s):
    rate = Rate(15.0, slowness, 3) if slowness else None
    assert steered_s(36.0, rate, speed=speed, ours=ours) == pytest.approx(asked_s)


def test_a_voice_that_is_sped_up_is_another():
    assert voice_key("nova") == "nova"
    assert voice_key("nova", 1.25) == "nova@1.25"
