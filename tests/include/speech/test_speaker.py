import pytest

from include.domain import Beat, Role, Script
from include.providers.errors import Fatal
from include.speech import speaker
from include.speech.espeak_library import Settings, Utterance

pytestmark = pytest.mark.integration

ENGLISH = Settings(voice="gmw/en-US", rate_wpm=160, pitch=50, pitch_range=50, volume=90)


def test_a_text_that_crashes_the_voice_is_spoken_without_rare_characters(crashing_worker):
    _, (before, rescued) = speaker.spoken(["hello sea", f"hello {crashing_worker} sea"], ENGLISH)
    assert not rescued.failed
    assert len(rescued.pcm) > 0.9 * len(before.pcm)
    assert [character for character, _ in rescued.words] == [0, 8]


def test_a_text_that_crashes_it_still_is_named(crashing_worker, monkeypatch):
    monkeypatch.setattr(speaker, "_harmless", lambda text: text)
    with pytest.raises(Fatal, match=r"cannot speak 'a §' .*Segmentation fault.* Reword"):
        speaker.spoken([f"a {crashing_worker}"], ENGLISH)


def test_a_whole_sentence_ends_with_a_longer_pause_than_a_piece_of_one():
    text = "water and more water " * 20
    beat = Beat(role=Role.BEAT, spoken=text, seen="sea")
    script = Script(topic_id="0" * 12, title="Sea", language="en", beats=(beat,))
    (pieces,) = speaker.divided(script)
    silent = tuple(Utterance(b"", ()) for _ in pieces)
    whole = sum(len(piece.tokens) for piece in pieces) * 0.042
    joined = speaker.joined([pieces], silent, 22_050)
    assert joined.duration_s == pytest.approx(whole + 0.06 * (len(pieces) - 1), abs=0.01)
