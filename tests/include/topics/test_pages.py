"""The text of a linked page: its article, not what stands around it; never a private address."""

import time

import pytest

from include.domain import Topic
from include.providers.values import Reply
from include.topics.merging import Story, Telling
from include.topics.pages import article_of, with_text
from tests.emulators.answers import Answer
from tests.emulators.server import Emulator

SENTENCE = "The keeper counts the seals every morning, and writes their number into a green book."
PAGE = f"""<!doctype html><html><head><title>Seals</title><style>p {{ color: red }}</style></head>
<body><nav><p>Home and news and sport and weather and more of everything that there is</p></nav>
<p><a href="/a">Read this other article about things that nobody wanted to know, ever</a></p>
<article><h1>Seals</h1>{"".join(f"<p>Day {n}. {SENTENCE}</p>" for n in range(8))}
<p>Share</p><script>alert("x")</script></article>
<footer><p>All rights reserved by those who wrote this page in this year or another.</p></footer>
</body></html>"""


class Pages(Emulator):
    """Serves one page, under any path."""

    def defaults(self):
        return {"body": PAGE, "type": "text/html; charset=utf-8"}

    def route(self, call):
        return "page"

    def answer(self, route, call, fault):
        kind = {"content-type": self.settings["type"]}
        return Answer(200, self.settings["body"].encode("latin-1", "replace"), kind)


@pytest.fixture
def emulator():
    with Pages() as emulator:
        yield emulator


def story(url, *, text="", links=True):
    topic = Topic(topic_id="t", slug="t", title="Seals are counted", text=text, url=url)
    return Story((Telling(topic, "Hacker News", links=links),))


def read(emulator, **kwargs):
    found, findings = with_text([story(f"{emulator.url}/seals", **kwargs)], own=emulator.url)
    return found[0].topic.text, findings


def test_a_title_alone_gets_the_articles_text_and_nothing_around_it(emulator):
    text, findings = read(emulator)
    assert findings == ()
    assert text.count("green book") >= 1
    for around in ("Home and news", "other article", "Share", "alert", "rights reserved", "<"):
        assert around not in text


@pytest.mark.parametrize("about", [{"links": False}, {"text": "A text of its own. " * 40}])
def test_what_has_a_text_or_is_no_link_is_left_as_it_is(emulator, about):
    text, _ = read(emulator, **about)
    assert text == about.get("text", "")
    assert not emulator.calls


def test_a_private_address_is_not_read(emulator):
    found, (finding,) = with_text([story(f"{emulator.url}/seals")])
    assert found[0].topic.text == ""
    assert not emulator.calls
    assert (finding.code, finding.severity) == ("page_not_read", "info")


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"type": "application/pdf"}, "no page but 'application/pdf'"),
        ({"body": "<html><p>Sign in</p></html>"}, "no text"),
        ({"body": ""}, "no text"),
        ({"body": "<p>" * 3000}, "no text"),
    ],
)
def test_what_is_no_article_is_said_to_be_none(emulator, settings, why):
    emulator.settings.update(settings)
    text, (finding,) = read(emulator)
    assert text == ""
    assert why in finding.message


@pytest.mark.parametrize("how", ["500", "gone", "cut_before", "429"])
def test_a_page_that_fails_is_a_finding(emulator, how):
    emulator.misbehave("page", how)
    assert read(emulator)[1][0].code == "page_not_read"


def test_a_page_too_large_is_not_read_to_its_end(emulator):
    emulator.misbehave("page", "large", bytes=3_000_001)
    assert "more than 3000000 bytes" in read(emulator)[1][0].message


def test_words_are_read_in_the_writing_that_the_page_names():
    body = PAGE.replace("<head>", '<head><meta charset="iso-8859-1">').replace("seals", "Bären")
    reply = Reply(200, {"content-type": "text/html"}, body.encode("latin-1"))
    assert "Bären" in article_of(reply)
    assert article_of(Reply(200, {"content-type": "text/html; charset=x-none"}, b"<p>")) == ""


def test_a_page_without_an_article_gives_its_longest_paragraphs():
    body = PAGE.replace("<article>", "<div>").replace("</article>", "</div>")
    assert "green book" in article_of(Reply(200, {}, body.encode()))


@pytest.mark.parametrize(
    "name", ["idna", "punycode", "unicode_escape", "utf-7", "hex", "undefined"]
)
def test_a_page_in_no_encoding_of_pages_is_read_as_utf_8(name):
    body = PAGE.replace("<head>", f'<head><meta charset="{name}">').replace("seals", "B\\ud800ären")
    begun = time.monotonic()
    assert "ären every morning" in article_of(Reply(200, {}, body.encode() * 500))
    assert time.monotonic() - begun < 5


def test_a_page_nested_without_end_is_not_read_for_minutes():
    begun = time.monotonic()
    body = b"<article>" + b"<div>" * 100_000 + b"<p>" + SENTENCE.encode() * 9
    assert article_of(Reply(200, {}, body)) == ""
    wide = Reply(200, {"content-type": "text/html; charset=utf-16"}, body.decode().encode("utf-16"))
    assert article_of(wide) == ""
    assert time.monotonic() - begun < 10
