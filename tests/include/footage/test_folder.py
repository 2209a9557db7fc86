"""A folder of one's own footage: described by names and sidecars, shown under its licence."""

import json
from dataclasses import dataclass

import pytest

from include.footage.folder import FolderShelf
from include.providers import catalogue, errors
from include.providers.values import Account
from tests.emulators.pictures import png
from tests.emulators.stock import Film, made
from tests.include.footage.stocks import Shop

CLIP = made(Film(1, "Waves", duration_s=6), (1080, 1920))


@dataclass
class Folder(Shop):
    """A shop whose shelf is a folder."""

    def shelf(self, booked=0):
        return FolderShelf(self.provider, self.store)


def folder_of(tmp_path, **extra):
    account = Account(extra={"folder": str(tmp_path / "own"), **extra})
    return Folder(catalogue.find("clip", "local")(account), tmp_path)


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def put(own, name, sidecar=None, *, ending=".json", data=CLIP):
    path = own / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if sidecar is not None:
        text = sidecar if isinstance(sidecar, str) else json.dumps(sidecar)
        path.with_suffix(ending).write_text(text)
    return path


def had(tmp_path, seen="Ocean waves", **extra):
    found = folder_of(tmp_path, **extra)
    return found.had(found.ask(seen))[0]


def test_a_file_is_found_by_its_name_and_shown_as_ones_own(own, tmp_path):
    put(own, "ocean/waves-01.mp4")
    found = had(tmp_path)
    assert (found.provider, found.credit, found.licence) == ("local", "", "")
    assert tmp_path.joinpath("own/ocean/waves-01.mp4").exists()


@pytest.mark.parametrize("ending", [".json", ".yaml", ".yml"])
def test_a_sidecar_says_what_it_shows_and_whose_it_is(own, tmp_path, ending):
    facts = {"tags": ["ocean", "waves"], "creator": "Ada Lens", "licence": "CC-BY-4.0",
             "url": "https://example.org/waves"}  # fmt: skip
    put(own, "dsc_0042.mp4", facts, ending=ending)
    found = had(tmp_path)
    assert (found.credit, found.licence) == ("Ada Lens, https://example.org/waves", "CC-BY-4.0")


def test_a_credit_is_printed_as_it_is_said(own, tmp_path):
    facts = {"tags": "ocean, waves", "credit": "Footage: Ada Lens for Sea TV", "made_with_ai": True}
    put(own, "a.mp4", facts)
    found = had(tmp_path)
    assert found.credit == "Footage: Ada Lens for Sea TV"
    assert found.made_with_ai


def test_what_no_sidecar_says_holds_for_the_folder(own, tmp_path):
    put(own, "waves.mp4", {"tags": ["ocean"], "licence": "CC0-1.0"})
    found = had(tmp_path, licence="All rights reserved", credit="Sea TV")
    assert (found.credit, found.licence) == ("Sea TV", "CC0-1.0")


@pytest.mark.parametrize(
    "sidecar",
    ["{", "[1]", '{"licence": 4}', '{"licence": "CC-BY", "lisence": "x"}', '{"tags": 7}', "\x00",
     "[" * 100_000],
)  # fmt: skip
def test_a_file_whose_sidecar_cannot_be_read_is_left_out_and_told_of(
    own, tmp_path, caplog, sidecar
):
    put(own, "ocean-waves.mp4", sidecar)
    folder = folder_of(tmp_path)
    ((_, error),) = folder.settle().errors
    assert isinstance(error, errors.Unmatched)
    assert "ocean-waves.mp4 is left out" in caplog.text


def test_a_picture_may_be_shown(own, tmp_path):
    put(own, "ocean-waves.png", data=png("sea", 0, width=1080, height=1920))
    assert had(tmp_path).media.content_type == "image/png"


def test_what_cannot_be_decoded_is_left_out(own, tmp_path):
    put(own, "ocean-waves-1.mp4", data=CLIP[:400])
    put(own, "ocean-waves-2.mp4")
    assert had(tmp_path).media.size_bytes == len(CLIP)


def test_a_link_that_leads_out_and_hidden_files_are_left_out(own, tmp_path):
    outside = put(tmp_path / "elsewhere", "ocean-waves.mp4")
    own.joinpath("ocean-waves.mp4").symlink_to(outside)
    put(own, ".ocean-waves.mp4")
    folder = folder_of(tmp_path)
    assert isinstance(folder.settle().worst, errors.Unmatched)


def test_a_clip_is_shown_once_within_the_memory(own, tmp_path):
    put(own, "waves.mp4")
    folder = folder_of(tmp_path)
    folder.had(folder.ask("Waves"))
    other = folder.ask("Waves", 1)
    assert isinstance(folder.settle(other, topic_id="t2").worst, errors.Unmatched)
    folder.memory_days = 0
    folder.had(other, batch="b2")


@pytest.mark.parametrize("extra", [{"folder": ""}, {"folder": "relative"}, {"folder": "/nowhere"}])
def test_a_folder_that_is_none_is_told_of(tmp_path, extra):
    folder = folder_of(tmp_path, **extra)
    error = folder.settle().worst
    assert isinstance(error, errors.Fatal)
    assert "extra.folder" in str(error)
