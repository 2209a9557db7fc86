"""What is said of a short is true of it, and can be read back."""

import json

import pytest
from pydantic import ValidationError

from include import __version__
from include.domain import Finding, Severity
from include.domain.sidecar import Sidecar
from include.rendering.ffmpeg import version
from include.rendering.loudness import Loudness
from include.rendering.sidecar import note, sidecar
from tests.include.editing.parts import clip, edit, script

LOUD = Loudness(-14.0, -1.5)
ODD = Finding(code="odd", severity=Severity.WARNING, message="Odd.", at_s=1.0)


def with_clip(tmp_path, **kwargs):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"frames")
    return edit(tmp_path, clips=[clip(path, beat=0)], **kwargs)


def test_what_is_written_is_read_back_the_same(tmp_path):
    made = sidecar(with_clip(tmp_path, with_music=True), LOUD, findings=(ODD,))
    assert Sidecar.model_validate_json(made.written()) == made


def test_it_names_every_part_with_its_licence_and_what_made_the_files(tmp_path):
    cut = with_clip(tmp_path, with_music=True)
    made = sidecar(cut, LOUD)
    assert [part.kind for part in made.credits] == ["script", "narration", *["clip"] * 3, "music"]
    assert made.edit_digest == cut.digest
    assert (made.made_by.dailies, made.made_by.ffmpeg) == (__version__, version())
    assert {font.licence for font in made.fonts} == {"OFL-1.1"}
    assert len(made.chapters) == 3


def test_fonts_of_other_scripts_are_named_when_they_are_used(tmp_path):
    cut = edit(tmp_path, written=script(["القمر جميل."], language="ar"))
    assert "NotoSansArabic-Bold.ttf" in {font.file for font in sidecar(cut, LOUD).fonts}


def test_it_says_which_parts_an_ai_made(tmp_path):
    disclosure = sidecar(with_clip(tmp_path, with_music=True), LOUD).disclosure
    assert disclosure.made_with_ai
    assert disclosure.synthetic_pictures
    assert disclosure.synthetic_music
    assert disclosure.ai_parts == ("script", "narration (tone)", "shot 1", "music (calm)")


@pytest.mark.parametrize("by_ai", [True, False])
def test_a_script_by_an_ai_is_told_of(tmp_path, by_ai):
    written = script().model_copy(update={"made_with_ai": by_ai})
    cut = edit(tmp_path, written=written)
    silent = cut.facts.model_copy(update={"synthetic_voice": False})
    quiet = [credit.model_copy(update={"made_with_ai": False}) for credit in silent.credits[1:]]
    facts = silent.model_copy(update={"credits": (silent.credits[0], *quiet)})
    disclosure = sidecar(cut.model_copy(update={"facts": facts}), LOUD).disclosure
    assert disclosure.synthetic_text is by_ai
    assert disclosure.made_with_ai is by_ai
    assert disclosure.ai_parts == (("script",) if by_ai else ())


def test_a_clip_that_could_not_be_used_is_not_said_to_be_seen(tmp_path):
    made = sidecar(with_clip(tmp_path), LOUD, drawn=[0, 1, 2])
    assert [part.drawn_instead for part in made.credits] == [False, False, True, False, False]
    assert not made.disclosure.synthetic_pictures
    assert made.disclosure.ai_parts == ("script", "narration (tone)")


def test_what_is_noticed_later_is_noted(tmp_path):
    path = tmp_path / "short.json"
    path.write_text(sidecar(edit(tmp_path), LOUD).written())
    note(path, (ODD,))
    assert Sidecar.model_validate_json(path.read_text()).findings == (ODD,)


def test_a_reader_passes_over_fields_of_later_versions_but_not_over_another_version(tmp_path):
    content = json.loads(sidecar(edit(tmp_path), LOUD).written())
    content["mood"] = content["disclosure"]["mood"] = content["credits"][0]["mood"] = "calm"
    assert Sidecar.model_validate(content).title == content["title"]
    with pytest.raises(ValidationError, match="version"):
        Sidecar.model_validate({**content, "version": 2})
