import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from include.providers.errors import Fatal, Retryable
from include.speech import espeak_library
from include.speech.espeak_library import Settings, synthesise

pytestmark = pytest.mark.integration

ENGLISH = Settings(voice="gmw/en-US", rate_wpm=160, pitch=50, pitch_range=50, volume=90)


def test_words_come_with_their_characters_and_samples():
    rate_hz, (utterance,) = synthesise(["Hello there, world."], ENGLISH)
    assert rate_hz == 22_050
    assert [character for character, _ in utterance.words] == [0, 6, 13]
    samples = [sample for _, sample in utterance.words]
    assert samples == sorted(samples)
    assert samples[-1] < len(utterance.pcm) / 2


def test_the_same_text_sounds_the_same_whatever_was_said_before():
    said = ["The tide is high.", "Six sixth sheep!", "The tide is high."]
    _, (first, _, again) = synthesise(said, ENGLISH)
    _, (alone,) = synthesise(said[:1], ENGLISH)
    assert first == again == alone


def test_a_text_that_crashes_the_library_costs_only_itself(crashing_worker):
    _, (before, crashed, after) = synthesise(["hello", crashing_worker, "hello"], ENGLISH)
    assert crashed.failed == "Segmentation fault"
    assert crashed.pcm == b""
    assert before == after
    assert before.pcm


def test_a_process_that_ends_early_is_tried_again_later(monkeypatch, tmp_path):
    ending = tmp_path / "worker.py"
    ending.write_text("raise SystemExit('out of memory')")
    monkeypatch.setattr(espeak_library, "WORKER", ending)
    with pytest.raises(Retryable, match=r"ended with code 1: out of memory\. Try again"):
        synthesise(["hello"], ENGLISH)


def test_a_text_that_hangs_the_library_is_given_up():
    """In a process of its own: the worker's alarm would ring in the test runner's."""
    code = (
        f"import sys, time; sys.path.append({str(espeak_library.WORKER.parent)!r})\n"
        "import espeak_worker\n"
        "espeak_worker.synthesise = lambda *_: time.sleep(60)\n"
        "print(espeak_worker.speak_apart(None, 'a', 1))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert "Alarm clock" in done.stdout


def test_markup_and_phoneme_input_are_plain_text():
    _, (pause, phonemes, word) = synthesise(
        ['<speak><break time="9s"/></speak>', "[[h@l'oU]]", "hello"], ENGLISH
    )
    assert len(pause.pcm) / 44_100 < 9.0
    assert phonemes.pcm != word.pcm


def test_a_voice_without_a_file_is_a_clear_error():
    with pytest.raises(Fatal, match="SetVoiceByName"):
        synthesise(["a"], Settings("gmw/nowhere", 160, 50, 50, 90))


def test_missing_voice_data_is_a_clear_error(monkeypatch, tmp_path):
    monkeypatch.setattr(espeak_library, "data_path", lambda: tmp_path / "espeak-ng-data")
    with pytest.raises(Fatal, match=r"no voice data .* Reinstall"):
        synthesise(["a"], ENGLISH)


def test_a_library_that_is_no_library_is_a_clear_error(monkeypatch, tmp_path):
    broken = tmp_path / "libespeak-ng.so"
    broken.write_bytes(b"not a library")
    monkeypatch.setattr("espeakng_loader.get_library_path", lambda: str(broken))
    with pytest.raises(Fatal, match="Reinstall the espeakng-loader package"):
        synthesise(["a"], ENGLISH)


def test_a_deep_folder_does_not_matter(monkeypatch, tmp_path):
    """The library keeps 160 bytes for the path of its data."""
    deep = tmp_path / ("d" * 120) / ("e" * 120)
    deep.mkdir(parents=True)
    shutil.copytree(espeak_library.data_path(), deep / "espeak-ng-data", copy_function=_link)
    monkeypatch.setattr(espeak_library, "data_path", lambda: deep / "espeak-ng-data")
    _, (utterance,) = synthesise(["hello"], ENGLISH)
    assert utterance.pcm


def _link(source: str, target: str) -> None:
    Path(target).symlink_to(source)
