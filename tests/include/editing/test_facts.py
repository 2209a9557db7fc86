"""Whose work a part is, and whether an AI made it, comes from what was ordered."""

import pytest

from include.domain import Usage
from include.editing.facts import facts_of
from include.editing.timeline import cut
from tests.include.editing.parts import clip, music, narration, script


def facts(tmp_path, *clips, **voice):
    written = script()
    spoken = narration(written, tmp_path).model_copy(update=voice)
    made = cut(script=written, narration=spoken, clips=clips, music=music(tmp_path))
    return made.facts, made


def ordered(tmp_path, beat, **said):
    path = tmp_path / f"{beat}.mp4"
    path.write_bytes(f"frames of {beat}".encode())
    return clip(path, beat=beat).model_copy(update=said)


def test_every_part_of_the_short_has_its_credit_and_time(tmp_path):
    said = {"model": "aurora-2", "licence": "as Aurora's terms", "order_digest": "ab" * 32}
    found, made = facts(tmp_path, ordered(tmp_path, 0, cost_usd=0.25, **said))
    assert [c.kind for c in found.credits] == ["script", "narration", *["clip"] * 3, "music"]
    shot = found.credits[2]
    assert (shot.part, shot.provider, shot.model) == ("shot 1", "odd", "aurora-2")
    assert (shot.licence, shot.order_digest, shot.cost_usd) == (
        said["licence"], said["order_digest"], 0.25)  # fmt: skip
    assert shot.media_digest == made.shots[0].clip.media.digest
    assert (shot.start_s, shot.end_s) == (0.0, round(made.shots[0].end_frame / 30, 3))
    assert found.credits[-1].media_digest == made.sound.music.digest
    assert found.credits[-1].end_s == round(made.duration_s, 3)


def test_music_lasts_through_the_end_card(tmp_path):
    written = script()
    told = narration(written, tmp_path)
    made = cut(script=written, narration=told, clips=(), music=music(tmp_path), look="calm")
    assert made.cards[-1].kind == "end"
    ends_s = {credit.kind: credit.end_s for credit in made.facts.credits}
    assert ends_s["music"] == pytest.approx(made.duration_s, abs=0.001)
    assert ends_s["narration"] == pytest.approx(made.cards[-1].start_s, abs=0.001)


def test_what_the_render_draws_was_made_by_no_ai(tmp_path):
    found, _ = facts(tmp_path)
    assert [c.made_with_ai for c in found.credits if c.kind == "clip"] == [False] * 3
    assert not found.synthetic_pictures
    assert found.synthetic_voice, "nobody else speaks"


def test_one_picture_by_an_ai_is_enough_to_be_told_of(tmp_path):
    code = ordered(tmp_path, 0, made_with_ai=False)
    assert not facts(tmp_path, code)[0].synthetic_pictures
    assert facts(tmp_path, code, ordered(tmp_path, 1))[0].synthetic_pictures


def test_a_voice_that_is_no_ai_is_said_to_be_none(tmp_path):
    assert facts(tmp_path)[0].credits[1].made_with_ai
    assert not facts(tmp_path, made_with_ai=False)[0].credits[1].made_with_ai


@pytest.mark.parametrize("by_ai", [True, False])
def test_whoever_wrote_the_script_is_named(tmp_path, by_ai):
    said = {"provider": "aurora", "model": "aurora-text", "made_with_ai": by_ai}
    written = script().model_copy(update=said)
    made = cut(script=written, narration=narration(written, tmp_path), clips=(), music=None)
    credit, *_ = made.facts.credits
    assert (credit.kind, credit.end_s) == ("script", round(made.duration_s, 3))
    assert {name: getattr(credit, name) for name in said} == said


def test_a_beat_that_takes_no_time_is_no_chapter(tmp_path):
    written = script(["One.", "", "Two."])
    spoken = narration(written, tmp_path)
    found = facts_of(written, spoken, None, (), [(0, 30), (30, 30), (30, 60)], fps=30)
    assert [(c.title, c.start_s, c.end_s) for c in found.chapters] == [
        ("One.", 0.0, 1.0), ("Two.", 1.0, 2.0)]  # fmt: skip


def test_the_script_has_its_cost(tmp_path):
    written = script().model_copy(update={"usage": Usage(cost_usd=0.02)})
    made = cut(script=written, narration=narration(written, tmp_path), clips=(), music=None)
    assert made.facts.credits[0].cost_usd == 0.02
