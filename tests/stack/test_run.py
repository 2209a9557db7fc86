"""stack/run finds a Python, whatever answers to the name of python3."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("dirname", "sh")


@pytest.fixture
def path(tmp_path):
    """A PATH on which only what a test puts there can be found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        (folder / tool).symlink_to(shutil.which(tool))
    return folder


def interpreter(folder, name, version):
    """A program that answers as a Python of this version; ``None``: one that does not run."""
    major, _, minor = (version or "").partition(".")
    answers = f'case "$1" in -c) [ {major} = 3 ] && echo {minor} || echo;; *) echo "ran $*";; esac'
    file = folder / name
    file.write_text(f"#!/bin/sh\n{answers if version else 'exit 127'}\n")
    file.chmod(0o755)


def run(path, *argv, **env):
    return subprocess.run(
        [ROOT / "stack" / "run", *argv],
        env={"PATH": str(path), **env},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_an_old_python_is_named_with_what_to_do(path):
    interpreter(path, "python3", "3.9")
    done = run(path, "demo")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "found: python3 is 3.9. Install one" in done.stderr
    assert "3.11 to 3.14" in done.stderr


def test_a_python_too_new_for_airflow_is_refused(path):
    interpreter(path, "python3", "3.15")
    done = run(path, "demo")
    assert done.returncode == 1
    assert "python3 is 3.15" in done.stderr


def test_no_python_at_all_is_said(path):
    done = run(path, "demo")
    assert done.returncode == 1
    assert "no python3 on PATH" in done.stderr


def test_another_python_on_the_path_serves_when_the_first_does_not_suit(path):
    interpreter(path, "python3", "3.8")
    interpreter(path, "python3.14", None)  # there, but does not run: a version manager's shim
    interpreter(path, "python3.12", "3.12")
    done = run(path, "demo")
    assert done.stdout == "ran -m stack demo\n"


def test_python_3_is_preferred_when_it_suits(path):
    interpreter(path, "python3", "3.11")
    interpreter(path, "python3.13", None)
    assert run(path, "demo").stdout == "ran -m stack demo\n"


@pytest.mark.parametrize("version", ["3.10", "2.7", None])
def test_a_python_asked_for_that_does_not_suit_is_refused_and_not_replaced(path, version):
    interpreter(path, "python3", "3.12")
    interpreter(path, "mine", version)
    done = run(path, "demo", PYTHON="mine")
    assert done.returncode == 1
    assert "PYTHON=mine cannot be used" in done.stderr
    assert done.stdout == ""


def test_the_package_runs_without_anything_installed():
    """Isolated from site-packages, the command still answers."""
    done = subprocess.run(
        [sys.executable, "-S", "-m", "stack", "nonsense"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert "Name one of: demo, batch" in done.stderr
