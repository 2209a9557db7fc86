"""A Chromium is found where it is installed, and missed where it is not."""

import sys
from pathlib import Path

import pytest

from stack import chromium


@pytest.fixture(autouse=True)
def nothing_cached(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))


def executable(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_an_installed_chromium_is_taken(tmp_path):
    there = executable(tmp_path / "bin" / "chromium-browser")
    assert chromium.find(str(there.parent)) == str(there)


def test_playwrights_own_is_taken_when_none_is_installed(tmp_path):
    name = "browsers/chromium_headless_shell-1/chrome-linux/headless_shell"
    there = executable(tmp_path / name)
    assert chromium.find(str(tmp_path)) == str(there)


def test_none_is_none(tmp_path):
    assert chromium.find(str(tmp_path)) is None


@pytest.mark.parametrize("code", ["raise SystemExit(1)", "pass"])
def test_an_install_that_brings_nothing_is_no_chromium(tmp_path, code, monkeypatch):
    monkeypatch.setattr(chromium, "INSTALL", ("-c", code))
    assert chromium.ensure({"PATH": str(tmp_path)}, Path(sys.executable)) is False


def test_an_install_that_cannot_be_run_is_no_chromium(tmp_path):
    assert chromium.ensure({"PATH": str(tmp_path)}, tmp_path / "python") is False
