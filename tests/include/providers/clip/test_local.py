"""What a sidecar may say, and what is printed of a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.providers.clip.local import Local
from include.providers.errors import BadReply, Fatal
from include.providers.stock import hit_of, rendition_of
from include.providers.values import Account

FILE = rendition_of("/own/a.mp4", width_px=1080, height_px=1920)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
)


def local(**extra):
    return Local(Account(extra=extra))


def printed(said, **extra):
    provider = local(**extra)
    taken = provider.taken(
        hit_of(footage_id="a", duration_s=1, renditions=(FILE,), **provider.facts("a.mp4", said))
    )
    return taken.credit, taken.licence


def test_folders_file_name_title_and_tags_are_its_words():
    said = {"tags": ["rocky coast"], "title": "Dawn"}
    words = local().facts("sea/Big_waves-01.mp4", said)["words"]
    assert words == ("rocky", "coast", "dawn", "sea", "big", "waves")


def test_american_and_british_licences_are_one():
    assert printed({"license": "CC0-1.0"}) == printed({"licence": "CC0-1.0"}) == ("", "CC0-1.0")


@pytest.mark.parametrize(
    ("said", "credit"),
    [
        ({"creator": "Ada"}, "Ada"),
        ({"creator": "Ada", "credit": "By Ada"}, "By Ada"),
        ({"url": "https://e.org/1"}, "Sea TV, https://e.org/1"),
        ({}, "Sea TV"),
    ],
)
def test_what_is_printed_is_the_most_that_is_said(said, credit):
    assert printed(said, credit="Sea TV")[0] == credit


def test_a_credit_stands_on_one_line():
    assert printed({"credit": "Ada\nLens\x00", "licence": "CC\r\nBY"}) == ("Ada Lens", "CC BY")


@pytest.mark.parametrize(
    "said",
    [
        {"credit": "Ada Lens, " * 40},
        {"creator": "Ada " * 100},
        {"licence": "CC " * 200},
        {"url": "javascript:alert(1)"},
        {"url": "www.example.org/waves"},
        {"made_with_ai": "yes"},
        {"licence": 4.0},
        {"creator": ["Ada", "Bo"]},
        {"author": "Ada"},
    ],
    ids=lambda said: next(iter(said)),
)
def test_what_would_not_be_printed_as_it_is_said_is_refused(said):
    """Cut or passed over, somebody would go without their credit."""
    with pytest.raises(BadReply, match=f"{next(iter(said))} in the sidecar of a.mp4"):
        printed(said)


@pytest.mark.parametrize("extra", [{"credit": ["Ada", "Bo"]}, {"licence": "CC " * 200}], ids=list)
def test_so_is_what_is_said_of_the_whole_folder(extra):
    with pytest.raises(Fatal, match=f"{next(iter(extra))} of the connection"):
        printed({}, **extra)


@given(st.dictionaries(st.sampled_from(["tags", "title", "credit", "creator", "licence", "url",
                                        "made_with_ai", "license", "mood"]), JSON))  # fmt: skip
def test_whatever_a_sidecar_says_it_is_read_or_refused(said):
    try:
        credit, licence = printed(said)
    except BadReply:
        return
    assert credit.isprintable()
    assert licence.isprintable()


@pytest.mark.parametrize("folder", ["", "own", "./own", None])
def test_a_folder_that_means_another_place_on_each_worker_is_refused(folder):
    with pytest.raises(Fatal, match="absolute"):
        local(folder=folder).folder  # noqa: B018
