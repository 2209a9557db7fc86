import pytest

from include.providers.errors import Fatal
from include.speech.voices import choices, choose, languages, tag_for, variants


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("en", "en-us"), ("EN", "en-us"), ("en_US", "en-us"), ("en-GB", "en-gb"),
        ("en-AU", "en-gb"), ("de-AT", "de"), ("zh", "cmn"), ("zh-Hans-CN", "cmn"),
        ("zh-TW", "cmn"), ("zh-HK", "yue"), ("pt", "pt-br"), ("pt-BR", "pt-br"),
        ("pt-PT", "pt-pt"), ("no", "nb"), ("nn", "nb"), ("nb-NO", "nb"), ("es-MX", "es-mx"),
        ("es-AR", "es-419"), ("fr-CA", "fr"), ("sr-Latn-RS", "sr"), ("iw", "he"), ("ja-JP", "ja"),
        ("", None), ("auto", None), ("tlh-x-?", None), ("../../etc", None),
    ],
)  # fmt: skip
def test_a_language_finds_its_voice_or_none(language, tag):
    assert tag_for(language) == tag


def test_auto_takes_the_languages_voice_without_a_finding():
    voice, findings = choose("auto", "de-AT")
    assert voice.name == f"de+{choices()['variant']}"
    assert findings == ()


def test_an_unknown_language_is_spoken_in_english_and_says_so():
    voice, (finding,) = choose("auto", "fil")
    assert voice.name.startswith("en-us+")
    assert (finding.code, finding.severity) == ("voice_language", "warning")
    assert "'fil'" in finding.message


def test_a_voice_of_another_language_is_used_and_said():
    voice, (finding,) = choose("en-gb", "de")
    assert voice.name.startswith("en-gb+")
    assert finding.code == "voice_language"


def test_a_variant_alone_is_laid_over_the_languages_voice():
    assert choose("+F3", "fr")[0].name == "fr+f3"


def test_a_language_and_a_variant_are_both_heeded():
    voice, findings = choose("en-GB+Andy", "en")
    assert voice.name == "en-gb+Andy"
    assert voice.settings.voice == "gmw/en+Andy"
    assert findings == ()


def test_a_fast_language_is_slowed_and_a_slow_one_hurried():
    words = {tag: choose("auto", tag)[0].settings.rate_wpm for tag in ("fr", "en", "zh")}
    assert words["fr"] < words["en"] < words["zh"]


@pytest.mark.parametrize(
    "voice",
    ["", "+", "klingon9", "en-us+", "en-us+f33", "../../etc/passwd", "en\x00", "de+../m1", "AUTO+"],
)
def test_an_unknown_voice_is_refused_with_those_that_are_close(voice):
    with pytest.raises(Fatal, match=r"no voice .* such as .*\+"):
        choose(voice, "en")


def test_a_misspelt_voice_names_the_right_one():
    with pytest.raises(Fatal, match=r"\ben-us\b.*\+Annie"):
        choose("en-uss+Anie", "en")


def test_every_choice_in_the_data_exists():
    assert choices()["variant"].lower() in variants()
    assert set(choices()["aliases"].values()) <= set(languages())
