from pathlib import Path

import pytest

from include.speech import espeak_library

WORKER = """
import os, signal, sys
sys.path.insert(0, {folder!r})
import espeak_worker
synthesise = espeak_worker.synthesise
def crash(library, text):
    if {text!r} in text:
        os.kill(os.getpid(), signal.SIGSEGV)
    return synthesise(library, text)
espeak_worker.synthesise = crash
espeak_worker.main()
"""


@pytest.fixture
def crashing_worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Make the real worker crash at the text returned, as libespeak-ng does at a few rare ones.

    Which ones depends on what lies where in memory, so none of them makes a test.
    """
    text = "§"
    folder = str(espeak_library.WORKER.parent)
    worker = tmp_path / "worker.py"
    worker.write_text(WORKER.format(folder=folder, text=text), encoding="utf-8")
    monkeypatch.setattr(espeak_library, "WORKER", worker)
    return text
