from include.capture import chromium


def test_none_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    assert chromium.find(str(tmp_path)) is None


def test_playwrights_own_is_the_newest(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    for number in (1254, 1255):
        shell = tmp_path / f"chromium_headless_shell-{number}/chrome-linux/headless_shell"
        shell.parent.mkdir(parents=True)
        shell.touch()
    assert chromium.find("") == str(shell)
