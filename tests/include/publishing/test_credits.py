"""No credit, licence or source is missing from what is published, on whatever platform.

From the footage a shot was given, over edit and sidecar, to the words each target is given.
"""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.domain import Clip, Shot
from include.domain.footage import Hit, Rendition
from include.domain.sidecar import Part, Sidecar
from include.providers import catalogue
from include.providers.errors import Fatal
from include.providers.publishing import RemotePublisher
from include.publishing.composing import composed
from include.rendering.loudness import Loudness
from include.rendering.sidecar import sidecar
from include.text.fitting import MEASURES
from tests.include.editing.parts import clip, edit
from tests.include.publishing.world import post

STOCKS = ("pexels", "pixabay", "local")
WORDINGS = {
    name: kind.wording
    for name in catalogue.names("publish")
    if issubclass(kind := catalogue.find("publish", name), RemotePublisher)
}
LETTERS = st.characters(categories=["Lu", "Ll", "Lo"])
NAMES = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=3).map(" ".join)
PLACES = st.from_regex(r"https://[a-z]{1,12}\.example/@?[a-z0-9-]{1,60}/", fullmatch=True)
LICENCES = st.sampled_from(["", "CC-BY-4.0", "CC BY-SA 3.0 DE", "Own footage of Sea TV"])


def hit(number, creator, page_url, licence):
    rendition = Rendition(url=f"https://cdn.example/{number}.mp4", width_px=1080, height_px=1920)
    return Hit(
        footage_id=str(number),
        duration_s=9,
        renditions=(rendition,),
        page_url=page_url,
        creator=creator,
        licence=licence,
    )


def shown(stock, number, hit):
    """Return a clip as the task gives it on."""
    taken = catalogue.find("clip", stock)().taken(hit)
    return Clip(
        shot=Shot(index=number, beat=number, prompt="sea", duration_s=4),
        kind="video",
        provider=taken.provider,
        licence=taken.licence,
        credit=taken.credit,
        made_with_ai=taken.made_with_ai,
    )


FOOTAGE = st.lists(
    st.tuples(st.sampled_from(STOCKS), NAMES, PLACES, LICENCES), min_size=1, max_size=3
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("clips")


def made_of(folder, footage):
    """Return the sidecar of a short of that footage, as it is read from its file."""
    clips = []
    for number, (stock, *about) in enumerate(footage):
        path = folder / f"{number}.mp4"
        path.write_bytes(f"frames of {number}".encode())
        media = clip(path, beat=number).media
        clips.append(shown(stock, number, hit(number, *about)).model_copy(update={"media": media}))
    cut = edit(folder, clips=clips)
    return Sidecar.model_validate_json(sidecar(cut, Loudness(-14.0, -1.5)).written())


def due(footage):
    """Everything that must be said of it."""
    for stock, creator, page_url, licence in footage:
        kind = catalogue.find("clip", stock)
        yield from (creator, page_url.replace("@", "%40"), licence or kind.licence)
    yield "https://example.org/tides"


def posted(said, **more):
    return post(credits=said.credits, sources=said.sources, disclosure=said.disclosure, **more)


@settings(max_examples=25)
@given(footage=FOOTAGE, free=st.text(max_size=3000), tags=st.lists(st.text(max_size=20)))
@pytest.mark.parametrize("target", WORDINGS)
def test_every_target_is_given_all_that_must_be_said(target, folder, footage, free, tags):
    wording = WORDINGS[target]
    made = composed(
        posted(made_of(folder, footage), description=free, hashtags=tuple(tags)), wording
    )
    for each in due(footage):
        assert each in made.description
    assert MEASURES[wording.unit](made.description) <= wording.text


@settings(max_examples=15)
@given(footage=FOOTAGE)
@pytest.mark.parametrize("target", WORDINGS)
def test_however_little_room_there_is_the_rest_gives_way_and_never_a_credit(
    target, folder, footage
):
    """Down to the last character; below that nothing is published at all."""
    wide, said = WORDINGS[target], posted(made_of(folder, footage), description="word " * 800)
    fits = lambda room: _fits(said, replace(wide, text=room))  # noqa: E731
    low, high = 0, wide.text
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    made = composed(said, replace(wide, text=high))
    for each in due(footage):
        assert each in made.description
    assert MEASURES[wide.unit](made.description) <= high
    assert "word" not in made.description
    with pytest.raises(Fatal, match="sources and licences"):
        composed(said, replace(wide, text=low))


def _fits(said, wording):
    try:
        return composed(said, wording).description is not None
    except Fatal:
        return False


@given(footage=FOOTAGE)
@settings(max_examples=15)
def test_files_carry_their_credits_wherever_they_are_put(folder, footage):
    """As `folder` and `s3` take them: the sidecar is beside the video."""
    made = made_of(folder, footage)
    told = made.model_dump_json()
    for (_, creator, page_url, _), part in zip(
        footage, [p for p in made.credits if p.kind == "clip"], strict=False
    ):
        assert creator in part.credit
        assert page_url in part.credit
        assert not part.drawn_instead
    assert "https://example.org/tides" in told


def shown_part(credit):
    return Part(part="shot 1", kind="clip", provider="pexels", credit=credit, licence="L")


def test_an_address_within_a_credit_stays_one():
    said = composed(
        post(credits=(shown_part("Ada <A> @ada / Pexels, https://p.example/@ada/1?x=<1>"),)),
        WORDINGS["youtube"],
    )
    assert "https://p.example/%40ada/1?x=%3C1%3E" in said.description
    assert "@ada" not in said.description
