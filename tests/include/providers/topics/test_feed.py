"""Feeds of every flavour, whole and broken; the fixtures were written for these tests."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from include.domain import Topic
from include.providers.errors import BadReply, Fatal
from include.providers.harvesting import Harvest
from include.providers.topics.feed import Feed
from include.topics.sources import EVERGREEN
from tests.include.topics.held import harvest as harvested

FEEDS = Path(__file__).parents[3] / "fixtures" / "feeds"


def read(body: bytes, language: str = "auto") -> Harvest:
    return harvested(Feed(), "https://x.example/feed", body=body, language=language)


def harvest(name: str) -> Harvest:
    return read((FEEDS / name).read_bytes())


def first(name: str) -> Topic:
    return harvest(name).topics[0]


def rss(items: str, head: str = "") -> bytes:
    channel = f"<channel><title>Feed</title>{head}{items}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()


@pytest.mark.parametrize(
    ("name", "title", "language", "text"),
    [
        ("rss-0.91.xml", "The old crane is moving again", "en", "lifted its first ship"),
        ("rss-1.0.rdf", "A comet returns after seventy years", "en", "Its tail points away"),
        ("rss-2.0-content.xml", "Why bridges sing in the wind", "en", "string of a violin."),
        ("atom-xhtml.xml", "Les marmottes & leur hiver", "fr", "fois par minute."),
        ("json-1.0.json", "Why eggs turn hard & white", "en", "firm white web."),
        ("json-1.1.json", "Seesterne haben kein Gehirn", "de", "über den Felsen."),
        ("broken-entities.xml", "Tea & coffee water", "en", "both hold caffeine."),
        ("wrong-encoding.xml", "Größere Fässer reifen länger", "de", "Größere Fässer brauchen"),
        ("windows-1251.xml", "Почему снег скрипит под ногами", "ru", "ломаются под ногами"),
        ("iso-8859-1.xml", "Por qué brilla el océano", "es", "Pequeños organismos"),
        ("utf-16.xml", "なぜ雪は白いのか", "ja", "はね返します。"),
        ("arabic.xml", "لماذا البحر مالح", "ar", "إلى البحر."),
    ],
)
def test_every_flavour_and_encoding_is_read(name, title, language, text):
    topic = first(name)
    assert (topic.title, topic.language) == (title, language)
    assert text in topic.text


@pytest.mark.parametrize("path", sorted(FEEDS.iterdir()), ids=lambda path: path.name)
def test_no_text_holds_markup_addresses_or_boilerplate(path):
    for topic in harvest(path.name).topics:
        said = f"{topic.title} {topic.text} {topic.background}"
        for leftover in (
            "<", ">", "{", "}", "http", "www.", "\\", "**", "Read more", "Continue reading",
            "appeared first", "privacy information", "Lire la suite", "Weiterlesen", "続きを読む",
            "Читать далее", "اقرأ المزيد", "Points:", "Comments", "By Ann Author", "Photo:", "…",
            "Sock Club", "Follow us", "\u202e", "alert(",
        ):  # fmt: skip
            assert leftover not in said, f"{path.name}: {leftover!r} in {said!r}"


def test_content_is_preferred_to_the_teaser_and_loses_what_cannot_be_said():
    assert first("rss-2.0-content.xml").text == (
        "A cable in the wind behaves like the string of a violin.\n"
        "Engineers hang heavy dampers on long cables to calm them."
    )


def test_an_entry_without_a_title_takes_its_first_sentence():
    assert [topic.title for topic in harvest("rss-0.92.xml").topics] == [
        "Worms turn fallen leaves into soil within a single summer",
        "A hedge of hazel feeds dormice through the autumn",
    ]


def test_topics_carry_where_they_come_from():
    topic = first("rss-1.0.rdf")
    assert topic.source == "Star Letters"
    assert topic.background == "Letters on astronomy."
    assert topic.published_at == datetime(2024, 3, 1, tzinfo=UTC)
    assert topic.why == "Entry 1 of Star Letters, published 2024-03-01"


def test_the_name_of_the_feed_and_the_episode_number_are_not_part_of_the_title():
    assert first("podcast.xml").title == "The anglerfish"


def test_an_entry_given_twice_is_one_topic_and_the_second_is_named():
    found = harvest("podcast.xml")
    assert len(found.topics) == 1
    assert [finding.code for finding in found.dropped] == ["repeated_entry"]


def test_entries_with_nothing_to_say_are_dropped_with_the_reason():
    found = harvest("hostile.xml")
    assert [topic.title for topic in found.topics] == ["Bold links and code", "etc/passwd"]
    assert [finding.code for finding in found.dropped] == ["nothing_to_say"] * 3
    assert "neither a title nor a sentence" in found.dropped[0].message


def test_markdown_templates_and_filters_are_cleaned_out_of_a_text():
    text = harvest("hostile.xml").topics[0].text
    assert text == ("Plain words survive all of this markup.\nEvil direction marks are gone.")


def test_dated_entries_come_newest_first():
    items = "".join(
        f"<item><title>Day {day}</title><pubDate>0{day} Jan 2024 00:00 GMT</pubDate></item>"
        for day in (2, 3, 1)
    )
    assert [t.title[-1] for t in read(rss(items)).topics] == ["3", "2", "1"]


def test_undated_entries_keep_the_order_of_the_feed():
    items = "".join(f"<item><title>Story number {n}</title></item>" for n in (2, 3, 1))
    assert [t.title[-1] for t in read(rss(items)).topics] == ["2", "3", "1"]


def test_a_topic_has_the_same_id_whatever_tracking_its_link_carries():
    one, other = (
        read(rss(f"<item><title>A title</title><link>{link}</link></item>")).topics[0].topic_id
        for link in (
            "https://www.a.example/story/?utm_source=rss",
            "http://a.example/story#comments",
        )
    )
    assert one == other
    assert len(one) == 12
    assert int(one, 16) >= 0


def test_entries_that_all_link_to_the_same_page_are_still_told_apart():
    link = "<link>https://a.example/news</link>"
    items = f"<item><title>One thing</title>{link}</item><item><title>Another</title>{link}</item>"
    found = read(rss(items)).topics
    assert len({topic.topic_id for topic in found}) == 2
    assert len({topic.slug for topic in found}) == 2


def test_a_language_asked_for_goes_before_the_feeds_own():
    assert read((FEEDS / "rss-0.91.xml").read_bytes(), "en-GB").topics[0].language == "en-GB"


@pytest.mark.parametrize("language", ["zz", "xx", "english"])
def test_a_language_that_is_none_is_refused(language):
    with pytest.raises(Fatal, match=f"'{language}' is none of ISO 639"):
        read((FEEDS / "rss-0.91.xml").read_bytes(), language)


def test_a_language_may_be_asked_for_by_its_three_letters():
    assert read((FEEDS / "rss-0.91.xml").read_bytes(), "eng").topics[0].language == "en"


WHOLE = "<item><title>Bees dance at noon</title><description>They do it.</description></item>"


@pytest.mark.parametrize(
    "rest",
    [
        "<item><title>Whales sing of",
        "<item><title>Whales sing</title><description>They sing of</des",
        "<item><title>Whales sing</title><description><![CDATA[They sing </item> of",
        "<item><title>Whales sing</title><description>They sing.</description>",
    ],
)
def test_an_entry_in_which_a_feed_breaks_off_is_left_out(rest):
    found = read(rss(WHOLE + rest).partition(b"</channel>")[0])
    assert [topic.title for topic in found.topics] == ["Bees dance at noon"]
    assert [finding.code for finding in found.dropped] == ["feed_cut_off"]


def test_a_feed_that_breaks_off_between_two_entries_keeps_all_it_has():
    found = read(rss(WHOLE).partition(b"</channel>")[0])
    assert len(found.topics) == 1
    assert [finding.code for finding in found.dropped] == ["feed_cut_off"]


def test_a_feed_that_is_broken_but_whole_loses_no_entry():
    found = read(rss(WHOLE.replace("it.", "it & that.")))
    assert len(found.topics) == 1
    assert found.dropped == ()


def test_half_a_character_in_a_json_feed_does_no_harm():
    item = '{"title": "Tea \\ud800 time", "url": "https://a.example/\\ud83d"}'
    body = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{item}]}}'
    assert "Tea" in read(body.encode()).topics[0].title


def test_a_feed_that_names_the_wrong_language_is_not_believed():
    words = (
        "Die Glocke der alten Kirche läutet seit dreihundert Jahren jeden Abend um sechs Uhr. "
        "Im vergangenen Winter sprang sie, und das ganze Dorf sammelte Geld für eine neue. Nun "
        "wird sie in einer Gießerei umgegossen, in der schon die Großväter gearbeitet haben."
    )
    item = f"<item><title>Die Glocke</title><description>{words}</description></item>"
    assert read(rss(item, "<language>en-us</language>")).topics[0].language == "de"


def test_entities_that_multiply_or_name_files_are_harmless(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("not for you")
    bomb = (FEEDS / "bomb.xml").read_text().replace("SECRET_FILE", secret.as_uri())
    (topic,) = read(bomb.encode()).topics
    assert topic.title == "Quiet title"
    assert "not for you" not in topic.model_dump_json()
    assert len(topic.text) < 1000


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "is a web page"),
        (b"%PDF-1.7 something", "neither RSS, Atom nor JSON Feed"),
        (b"<?xml version='1.0'?><rss ver", "neither RSS, Atom nor JSON Feed"),
        (b"<?xml version='1.0'?><svg></svg>", "neither RSS, Atom nor JSON Feed"),
        (b'{"name": "not a feed"}', "neither RSS, Atom nor JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "may be cut off"),
        (b'{"a":' + b"[" * 100_000, "may be cut off"),
        (bytes(range(256)) * 40, "neither RSS, Atom nor JSON Feed"),
    ],
)
def test_what_is_no_feed_is_refused_with_subject_and_remedy(body, says):
    with pytest.raises(BadReply) as raised:
        read(body)
    message = str(raised.value)
    assert says in message
    assert "https://x.example/feed" in message
    assert "Give" in message or "Check" in message


def test_a_web_page_that_names_its_feed_has_it_named_in_the_refusal():
    page = b'<html><link rel="alternate" type="application/rss+xml" href="/news.xml"></html>'
    with pytest.raises(BadReply, match=r"/news\.xml"):
        read(page)


def test_a_feed_without_entries_is_a_feed():
    found = read(rss(""))
    assert found.topics == ()
    assert [finding.code for finding in found.dropped] == ["empty_feed"]


@pytest.mark.parametrize("name", ["idna", "punycode", "unicode_escape", "utf-7", "\xff"])
def test_a_feed_in_no_encoding_of_feeds_is_none(name):
    body = rss("<item><title>\\ud800 cats</title></item>").decode()
    body = body.replace('"1.0"', f'"1.0" encoding="{name}"')
    with pytest.raises(BadReply, match="neither RSS"):
        read(body.encode("latin-1"))


def test_what_may_be_secret_of_a_feeds_address_is_in_no_finding():
    for body in (rss(""), rss("<item><title>Why cats purr</title></item>")[:-20]):
        found = harvested(Feed(), "https://a.example/feed?token=s3cr3t", body=body)
        assert found.dropped
        assert not any("s3cr3t" in finding.message for finding in found.dropped)


def test_only_so_many_entries_and_so_much_text_are_read():
    sentence = "This sentence is number {} of a very long story. "
    long = "".join(sentence.format(n) for n in range(2000))
    items = f"<item><title>Long story</title><description>{long}</description></item>"
    items += "".join(f"<item><title>Story number {n}</title></item>" for n in range(300))
    found = read(rss(items)).topics
    assert len(found) == 200
    assert 15_000 < len(found[0].text) <= 20_000
    assert found[0].text.endswith("story.")


def test_slugs_are_short_ascii_and_unique():
    title = "Straße über das Meer nach Åland und noch viel weiter in die große weite Welt hinaus"
    items = "".join(f"<item><title>{title} {n}</title></item>" for n in range(3))
    items += "<item><title>☃ 雪</title><link>https://a.example/snow</link></item>"
    slugs = [topic.slug for topic in read(rss(items)).topics]
    assert len(set(slugs)) == 4
    assert all(len(slug) <= 60 and slug.isascii() and "/" not in slug for slug in slugs)


def test_the_request_asks_for_feeds_by_name():
    request = next(Feed().converse("https://x.example/feed", language="auto")).request
    assert (request.method, request.url) == ("GET", "https://x.example/feed")
    assert "application/atom+xml" in request.headers["Accept"]
    assert "Dailies" in request.headers["User-Agent"]


def test_the_shipped_feed_gives_twenty_rich_topics_in_english():
    found = harvested(Feed(), str(EVERGREEN), body=EVERGREEN.read_bytes())
    assert len(found.topics) == 20
    assert found.dropped == ()
    for topic in found.topics:
        assert topic.language == "en"
        assert 140 <= len(topic.text.split()) <= 260, topic.title


def test_entries_that_are_titles_alone_come_behind_those_with_something_to_say():
    full = "<item><title>Bees</title><description>They dance at noon.</description></item>"
    echo = "<item><title>Whales sing</title><description>Whales sing.</description></item>"
    bare = "<item><title>Snow falls</title></item>"
    found = read(rss(bare + echo + full)).topics
    assert [topic.title for topic in found] == ["Bees", "Snow falls", "Whales sing"]
    assert "behind the others" not in found[0].why
    assert all("behind the others" in topic.why for topic in found[1:])


def test_a_feed_of_titles_alone_keeps_its_order():
    found = read(rss("<item><title>Snow falls</title></item><item><title>Rain too</title></item>"))
    assert [topic.title for topic in found.topics] == ["Snow falls", "Rain too"]
    assert "behind" not in found.topics[0].why
