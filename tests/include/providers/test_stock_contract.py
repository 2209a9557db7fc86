"""What holds for every stock on the network, found by its file; a new one needs no edit here.

What its recorded replies must come to is in ``tests/fixtures/providers/<name>/expected.json``.
"""

import json
from contextlib import suppress
from dataclasses import replace

import pytest

from include.domain.footage import Hit
from include.providers import errors
from include.providers.stock import OnlineStock, Search
from include.providers.transport import reach, route
from include.providers.values import Reply
from tests.include.providers.recorded import SECRET, jobs, made, recorded_of, reply_of
from tests.include.providers.test_hostile_replies import spoilt

SEARCH = Search("ocean waves", "en", "9:16")


@pytest.fixture(params=jobs(OnlineStock), ids="/".join)
def stock(request):
    return made(*request.param)


@pytest.fixture
def found(stock):
    entry = recorded_of(stock)["found"]
    return reply_of(stock, entry["file"], entry)


def test_there_are_stocks():
    assert {name for _, name in jobs(OnlineStock)} >= {"pexels", "pixabay"}


def test_it_says_what_it_is_called_and_under_which_licence_its_footage_is(stock):
    assert stock.title
    assert stock.licence
    assert stock.made_with_ai is False


def test_its_searches_show_no_secret_and_stay_on_its_host(stock):
    asked = [stock.search(SEARCH), stock.moved(SEARCH)]
    for request in filter(None, asked):
        assert SECRET not in repr(request)
        assert request.url.startswith("/")
        hop = route.first(request, reach.Reach("https://api.example"))
        assert SECRET in f"{hop.url} {hop.headers}"
        assert SECRET not in repr(hop)


def test_without_a_key_it_says_what_to_do(stock):
    with pytest.raises(errors.Fatal, match="password"):
        made(stock.stage, stock.name, secret="").search(SEARCH)


def test_searches_that_differ_are_asked_for_differently(stock):
    others = [
        replace(SEARCH, words="moon"),
        replace(SEARCH, page=2),
        replace(SEARCH, language="de"),
    ]
    asked = {repr(stock.search(search)) for search in (SEARCH, *others)}
    assert len(asked) == 4


@pytest.mark.parametrize("language", ["en", "pt-BR", "tlh", "zh", "no", ""])
def test_any_language_and_any_words_can_be_asked_for(stock, language):
    request = stock.search(Search("wave " * 60, language, "1:1"))
    assert all(isinstance(value, str) for value in request.params.values())


def test_what_was_found_is_read_with_its_credit(stock, found):
    expected = recorded_of(stock)["found"]["hits"]
    hits = stock.hits(found)
    assert len(hits) == len(expected)
    for hit, wanted in zip(hits, expected, strict=True):
        assert (hit.footage_id, hit.creator) == (wanted["footage_id"], wanted["creator"])
        assert hit.duration_s == wanted["duration_s"]
        assert [[r.width_px, r.height_px] for r in hit.renditions] == wanted["sizes"]
        assert set(wanted["words"]) <= set(hit.words)
        taken = stock.taken(hit)
        assert (taken.credit, taken.licence) == (wanted["credit"], stock.licence)
        assert taken.made_with_ai is wanted.get("made_with_ai", False)


def test_files_are_where_it_serves_them_from_and_nowhere_else(stock, found):
    place = reach.Reach(stock.base_url, stock.hosts)
    for hit in stock.hits(found):
        for rendition in hit.renditions:
            assert place.check(rendition.url)
            assert rendition.url not in repr(rendition)


def test_it_knows_the_last_page(stock, found):
    entry = recorded_of(stock)["last"]
    assert stock.is_last(reply_of(stock, entry["file"], entry), entry["page"])
    assert not stock.is_last(found, 1)


def test_recorded_errors_are_classified(stock):
    for name, entry in recorded_of(stock)["errors"].items():
        error = stock.error(reply_of(stock, name, entry))
        assert type(error).__name__ == entry["error"], name
        if "retry_after_s" in entry:
            assert error.retry_after_s == entry["retry_after_s"], name
        assert SECRET not in str(error)


def test_no_answer_is_an_error(stock, found):
    assert stock.error(found) is None


@pytest.mark.parametrize("body", [b"<html>Sign in</html>", b"{", b"", b"[]", b"null", b"{}"])
def test_a_reply_that_is_none_is_a_bad_one(stock, body):
    reply = Reply(200, {"content-type": "text/html"}, body)
    with pytest.raises(errors.BadReply):
        stock.hits(reply)
    error = stock.error(Reply(400, {}, body))
    assert error is None or isinstance(error, errors.ProviderError)


def test_whatever_stands_anywhere_is_an_error_of_ours_or_left_out(stock, found):
    for body in spoilt(json.loads(found.body)):
        with suppress(ValueError, errors.ProviderError):
            reply = replace(found, body=json.dumps(body).encode())
            for hit in stock.hits(reply):
                assert isinstance(hit, Hit)
                stock.taken(hit).model_dump_json()
            stock.is_last(reply, 1)
