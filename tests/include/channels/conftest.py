import textwrap

import pytest


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a file among the channel files; the one in force is an empty folder."""
    monkeypatch.setenv("DAILIES_CHANNELS", str(tmp_path))

    def put(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
        return path

    return put
