import pytest

from include.text.sentences import split, whole


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("Dr. Smith paid 3.5 euros. He left.", "en", 2),
        ("Am 3. Oktober kam z. B. Herr Dr. Maier. Er blieb.", "de", 2),
        ("これは文です。もう一つ！", "ja", 2),
        ("「はい。」と言った。終わり。", "ja", 2),
        ("यह एक वाक्य है। दूसरा वाक्य।", "hi", 2),
        ("ما هذا؟ هذا كتاب.", "ar", 2),
        ("The end.The start of it.", "en", 2),
    ],
)
def test_sentences_end_where_readers_end_them(text, language, count):
    assert len(split(text, language)) == count


@pytest.mark.parametrize(
    "sentence",
    ["It rains.", "“It rains,” she said.", "Es regnet „hier“.", "雪だ。", "هل تمطر؟", "Il neige !"],
)
def test_whole_sentences(sentence):
    assert whole(sentence)


@pytest.mark.parametrize(
    "piece",
    ["It rains", "and so it rains.", "It rains…", "It rains...", "It “rains.", "«Il neige.",
     "It \ue000 rains.", "It rains,", ""],
)  # fmt: skip
def test_pieces_are_not_whole(piece):
    assert not whole(piece)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The count begins at 10 p.m. GMT on Friday.", "en"),
        ("The count begins at 9 a.m. Eastern time.", "en"),
        ("The tree of J. R. R. Tolkien still stands.", "en"),
        ("It was led by Gen. Ann Smith of Acme Inc. Holdings.", "en"),
        ("Il suit M. Dupont, du C.N.R.S. de Lyon.", "fr"),
        ("Закон назван в честь физика Дж. У. Стретта.", "ru"),
        ("O museu fica na Av. Paulista.", "pt"),
        ("La sorella vive in S. Maria.", "it"),
        ("El palacio está en la Avda. Central.", "es"),
        ("Der Brief ging an Hrn. A. Maier in der Str. Nr. 5.", "de"),
        ("Kościół stoi przy ul. Długiej.", "pl"),
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(text, language):
    assert split(text, language) == [text]


def test_a_sentence_may_end_in_initials():
    text = "It was built in the U.S. The bell came at 10 p.m. He heard it."
    assert split(text, "en") == [
        "It was built in the U.S.", "The bell came at 10 p.m.", "He heard it.",
    ]  # fmt: skip


@pytest.mark.parametrize("piece", ["N.R.S. Le soir tombe.", "R. S. Maria vive qui."])
def test_a_sentence_that_begins_with_what_is_left_of_a_name_is_not_whole(piece):
    assert not whole(piece)


def test_a_country_known_by_its_initials_may_come_first():
    assert whole("U.S. farmers plant more oats.")
