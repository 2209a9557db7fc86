import pytest

from include.ledger.ledger import Ledger


@pytest.fixture
def rates(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}").rates


def measured(rates, voice="nova", language="en", provider="openai", **sizes):
    sizes = {"characters": 500, "spoken_s": 40.0, "estimated_s": 35.0, **sizes}
    rates.measured(provider, voice, language, **sizes)


def test_nothing_is_known_at_first(rates):
    assert rates.rate("openai", "nova", "en") is None


def test_a_rate_is_that_of_all_that_was_spoken(rates):
    measured(rates)
    measured(rates, characters=700, spoken_s=60.0, estimated_s=45.0)
    rate = rates.rate("openai", "nova", "en")
    assert rate.characters_per_s == pytest.approx(12.0)
    assert rate.slowness == pytest.approx(100 / 80)
    assert rate.narrations == 2


def test_another_voice_goes_by_its_providers_others_and_no_other_provider(rates):
    measured(rates)
    measured(rates, language="de", spoken_s=35.0)
    assert rates.rate("openai", "echo", "en").slowness == pytest.approx(40 / 35)
    assert rates.rate("openai", "echo", "fr").slowness == pytest.approx(75 / 70)
    assert rates.rate("elevenlabs", "nova", "en") is None


def test_what_is_spoken_now_counts_more_than_what_was_spoken_long_ago(rates):
    for _ in range(100):
        measured(rates, spoken_s=35.0)
    for _ in range(100):
        measured(rates, spoken_s=70.0)
    assert rates.rate("openai", "nova", "en").slowness > 1.8


@pytest.mark.parametrize("spoken_s", [0.0, 2.0, 900.0])
def test_what_cannot_be_that_text_is_not_measured(spoken_s, rates):
    measured(rates, spoken_s=spoken_s)
    assert rates.rate("openai", "nova", "en") is None


def test_a_voice_of_any_name_has_a_rate(rates):
    measured(rates, voice="v" * 500)
    assert rates.rate("openai", "v" * 500, "en").narrations == 1


def test_a_voice_that_is_sped_up_says_nothing_of_others(rates):
    measured(rates, voice="nova@2", spoken_s=20.0)
    assert rates.rate("openai", "echo", "en") is None
    assert rates.rate("openai", "echo@2", "en").slowness == pytest.approx(20 / 35)
