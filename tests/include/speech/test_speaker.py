import pytest

from include.providers.errors import Fatal
from include.speech import speaker
from include.speech.espeak_library import Settings

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
