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
