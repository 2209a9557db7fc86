import pytest

from include.text.languages import language_of, normalise

GERMAN = (
    "Die Glocke der alten Kirche läutet seit dreihundert Jahren jeden Abend um sechs Uhr. Im "
    "vergangenen Winter sprang sie, und das ganze Dorf sammelte Geld für eine neue Glocke. Nun "
    "wird sie in der Gießerei umgegossen."
)


@pytest.mark.parametrize(
    ("tag", "short"),
    [("de-DE", "de"), ("en_us", "en"), ("en-gb", "en-GB"), ("pt-BR", "pt-BR"), ("zh-Hant", "zh-TW"),
     ("it-it", "it"), ("und", ""), ("", ""), ("english", ""), ("nb", "no"), ("x", ""), ("xx", ""),
     ("zz", ""), ("qq-DE", ""), ("eng", "en"), ("ger", "de"), ("deu", "de"), ("fil", "fil"),
     ("cmn", "zh"), ("iw", "he")],
)  # fmt: skip
def test_tags_are_shortened(tag, short):
    assert normalise(tag) == short


@pytest.mark.parametrize(
    ("text", "claimed", "language"),
    [
        (GERMAN, "", "de"),
        (GERMAN, "en-US", "de"),
        ("Warum ist der Himmel blau?", "", "de"),
        ("Tea", "", "en"),
        ("Tea", "nl", "nl"),
        ("雪の結晶", "en", "ja"),
        ("Почему снег", "", "ru"),
        ("لماذا", "en", "ar"),
        ("Marcus Aurelius", "it-IT", "it"),
    ],
)
def test_the_claim_holds_unless_script_or_look_contradict_it(text, claimed, language):
    assert language_of(text, claimed=claimed) == language
