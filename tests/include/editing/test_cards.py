from include.editing.cards import cards_of
from include.editing.look import look
from tests.include.editing.parts import narration, script


def cards(tmp_path, beats, emphasis, *, language="en", joiner=" ", chosen=None):
    written = script(beats, emphasis=emphasis, language=language)
    told = narration(written, tmp_path, joiner=joiner)
    ends = [span.end_s + 0.25 for span in told.beats]
    return cards_of(written, told.words, ends, start_s=0.25, look=chosen or look("default"))


def test_the_title_stands_over_the_hook_only(tmp_path):
    first, *_ = cards(tmp_path, ["One two three four.", "Five."], [])
    assert (first.kind, first.text, first.start_s) == ("title", "Why the sea breathes", 0)
    assert first.end_s == 1.25


def test_a_key_phrase_arrives_as_it_is_heard(tmp_path):
    beats = ["Look up.", "We are in the Bay of Fundy, today and tomorrow."]
    found = [c for c in cards(tmp_path, beats, [(), ("bay of fundy",)]) if c.kind == "keyword"]
    assert [c.text for c in found] == ["bay of fundy"]
    assert abs(found[0].start_s - (0.25 + 6 * 0.25 - look("default").keyword.ahead_s)) < 0.001


def test_part_of_a_word_is_no_key_phrase(tmp_path):
    found = cards(tmp_path, ["Look up.", "Every party needs a big cake now."], [(), ("art",)])
    assert "art" not in [c.text for c in found]


def test_a_phrase_is_found_where_words_have_no_spaces(tmp_path):
    beats = ["海", "这是因为月亮的引力所以水上涨"]
    found = cards(tmp_path, beats, [(), ("月亮",)], language="zh", joiner=None)
    assert "月亮" in [c.text for c in found]


def test_a_script_without_emphasis_shows_the_longest_words(tmp_path):
    found = cards(tmp_path, ["Look up.", "The gravitation of it all is big, they say."], [])
    assert [c.text for c in found if c.kind == "keyword"] == ["gravitation"]


def test_a_beat_left_unmarked_on_purpose_shows_nothing_large(tmp_path):
    beats = ["Look up.", "It is the gravitation that we feel here.", "Tell us what surprised you."]
    found = cards(tmp_path, beats, [(), ("gravitation",), ()])
    assert [c.text for c in found if c.kind == "keyword"] == ["gravitation"]


def test_a_key_word_is_shown_once_in_a_short(tmp_path):
    line = "It is the gravitation that we feel here."
    found = cards(tmp_path, ["Look up.", line, line], [(), ("gravitation",), ("gravitation",)])
    assert [c.text for c in found].count("gravitation") == 1


def test_a_look_may_end_with_a_card_that_the_last_key_words_make_way_for(tmp_path):
    chosen = look("calm")
    beats = ["Look up.", "It is the gravitation that we all feel down here."]
    found = cards(tmp_path, beats, [(), ("gravitation",)], chosen=chosen)
    last = found[-1]
    assert (last.kind, last.text) == ("end", "Why the sea breathes")
    assert last.end_s - last.start_s == chosen.end.stays_s
    assert all(card.end_s <= last.start_s for card in found[:-1])


def test_a_look_may_show_no_title(tmp_path):
    chosen = look("default")
    title = chosen.title.model_copy(update={"stays_s": 0})
    found = cards(
        tmp_path, ["Look up.", "Down."], [], chosen=chosen.model_copy(update={"title": title})
    )
    assert "title" not in [card.kind for card in found]
