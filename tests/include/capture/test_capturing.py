"""A page becomes clips that an edit can be cut with, and that say whose they are."""

import av
import pytest

from include.capture.capturing import captured
from include.domain import Shot
from include.domain.capture import Capture
from include.editing.look import canvas
from include.rendering.probe import picture
from include.shorts.making import make_short
from include.storage.media import MediaStore
from tests.include.editing.parts import edit
from tests.include.shorts.parts import small

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.integration]


@pytest.fixture
def store(tmp_path):
    return MediaStore(tmp_path / "media")


@pytest.fixture
def clips(site, browser, store, monkeypatch):
    """Film pages of the site for beats 1 and 3 of a square short."""
    monkeypatch.setenv("DAILIES_BROWSER_SANDBOX", "off")

    def of(path, batch="today", **fields):
        shots = [Shot(index=n, beat=n, prompt="tea", duration_s=4, aspect="1:1") for n in (0, 2)]
        made = captured(
            Capture(url=f"{site.url}{path}", every=1, width_px=540, **fields),
            shots,
            allow_hosts=(f"127.0.0.1:{site.port}",),
            canvas=canvas("1:1"),
            language="en",
            batch=batch,
            store=store,
        )
        return made, [store.local(clip.media) for clip in made]

    return of


def test_a_page_is_filmed_once_for_all_its_shots(clips, site):
    steps = [{"do": "scroll", "px": 600, "lasts_s": 1}]
    made, files = clips("/?key=secret", steps=steps)
    assert [clip.shot.beat for clip in made] == [0, 2]
    assert made[0].media.digest != made[1].media.digest
    for file in files:
        found = picture(file)
        assert (found.width_px, found.height_px, found.rate) == (1080, 1080, 30)
        assert found.duration_s == pytest.approx(1.0, abs=0.04)
    assert [path for path in site.asked if path.startswith("/?")] == ["/?key=secret"]
    assert {clip.credit for clip in made} == {f"{site.url}/"}
    assert not any(clip.made_with_ai for clip in made)


def test_it_moves_evenly_from_frame_to_frame(clips):
    """Thirty different pictures a second, whatever a picture took."""
    _, (file, _) = clips("/", steps=[{"do": "scroll", "px": 900, "lasts_s": 1}])
    with av.open(str(file)) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    still = [i for i in range(1, 30) if abs(frames[i].astype(int) - frames[i - 1]).mean() < 0.05]
    assert len(frames) == 30
    assert len(still) <= 3, "but for its slow beginning and end"


def test_found_again_the_site_is_not_asked(clips, site):
    first, _ = clips("/still", kind="picture")
    site.asked.clear()
    assert clips("/still", kind="picture")[0] == first
    assert site.asked == []
    clips("/still", kind="picture", batch="tomorrow")
    assert site.asked


def test_a_short_shows_the_page_and_says_whose_it_is(clips, site, store, tmp_path):
    made, _ = clips("/still", kind="picture", licence="by permission")
    edited = small(edit(tmp_path, clips=made[:1], aspect="1:1"), store)
    short = make_short(edited, slug="tea", store=store, on_progress=lambda _: None)
    with av.open(str(store.local(short.video))) as container:
        frame = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert tuple(frame[40, 40] // 16) == (0, 0, 15)
    (credit,) = [each for each in edited.facts.credits if each.provider == "capture"]
    assert (credit.credit, credit.licence) == (f"{site.url}/still", "by permission")
    assert not credit.made_with_ai
