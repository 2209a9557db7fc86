import pytest

from include.writing.sourcing import source_name


@pytest.mark.parametrize(
    ("feed", "name"),
    [
        ("Blog &#8211; InfluxTea", "InfluxTea"),
        ("Tea News | RSS Feed", "Tea News"),
        ("World news | The Teapot", "The Teapot"),
        ("SPIEGEL Update – Die Nachrichten", "SPIEGEL Update"),
        ("tee.de - Startseite", "tee"),
        ("Yahoo! Tea", "Yahoo! Tea"),
        ("RSS", ""),
        ("https://a.example/feed", ""),
        ("🎉", ""),
    ],
)
def test_a_source_is_named_as_a_listener_would(feed, name):
    assert source_name(feed) == name
