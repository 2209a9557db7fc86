import pytest

from include.review.markdown import image, link, page, plain


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://evil.example/pixel.png)",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "# Title",
        "- a\n- b",
        "| a | b |\n|--|--|",
        "`code` *bold* _it_ ~~gone~~ \\ &amp;",
        "https://evil.example",
        "someone@example.com",
    ],
)
def test_no_markup_is_left_in_plain_text(text):
    shown = plain(text)
    assert "\n" not in shown
    bare = shown.replace("\\\\", "")
    for special in "`*_[]()<>!#|~&:@":
        assert all(bare[i - 1] == "\\" for i, c in enumerate(bare) if c == special), shown


def test_a_line_that_begins_like_a_list_is_none():
    assert plain("1. January") == "1\\. January"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x/", "data:text/html,x", "https://a b", "https://a>b", ""]
)
def test_an_address_that_no_browser_should_follow_is_no_link(url):
    assert link("words", url) == "words"


def test_a_link_is_one():
    url = "https://a.example/x_(y)?z=1"
    assert link("The [source]", url) == f"[The \\[source\\]](<{url}>)"


@pytest.mark.parametrize(
    "path", ["https://evil.example/x.png", "//evil.example/x.png", "", "/", "data:x", "\\\\evil/x"]
)
def test_only_this_server_shows_pages_and_images(path):
    assert image("x", path) == ""
    assert page("x", path) == "x"


@pytest.mark.parametrize("path", ["/dailies/media/x.webp", "dailies/?short=run%2B1%2Ft1&v=0"])
def test_a_page_and_an_image_of_this_server_are_shown(path):
    assert image("Preview", path) == f"![Preview](<{path}>)"
    assert page("Desk", path) == f"[Desk](<{path}>)"
