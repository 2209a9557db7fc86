"""The install, with a package index of its own: wheels made here, in a folder."""

import fcntl
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from stack import install
from stack.install import STAMP, UNFINISHED, ensure_installed, is_current
from stack.problems import Problem

pytestmark = pytest.mark.slow


def wheel(folder, name, version):
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as file:
        file.writestr(f"{name}.py", f"VERSION = {version!r}\n")
        file.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        file.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{info}/RECORD", "")


@pytest.fixture
def project(tmp_path):
    """A folder with requirements that two local wheels fulfil."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for version in ("1.0", "2.0"):
        wheel(wheels, "firstpackage", version)
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("firstpackage==1.0\n")
    return tmp_path


@pytest.fixture
def env(project):
    """Only pip is there, and only the local wheels."""
    tools = project / "tools"
    tools.mkdir()
    return {
        "PATH": str(tools),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(project / "wheels"),
        "PIP_CONFIG_FILE": os.devnull,
        "HOME": str(project),
    }


def installed(project, env):
    venv = project / ".venv"
    ensure_installed(env, venv=venv, requirements=project / "requirements.txt")
    code = "import firstpackage; print(firstpackage.VERSION)"
    argv = [venv / "bin" / "python", "-c", code]
    answer = subprocess.run(argv, capture_output=True, text=True, check=True)
    return answer.stdout.strip()


def test_a_second_run_installs_nothing(project, env, capfd):
    assert installed(project, env) == "1.0"
    assert "Installed with pip" in capfd.readouterr().out
    shutil.rmtree(project / "wheels")  # an install would now fail
    assert installed(project, env) == "1.0"
    assert capfd.readouterr().out == ""


def test_changed_requirements_are_installed(project, env):
    installed(project, env)
    (project / "requirements.txt").write_text("firstpackage==2.0\n")
    assert installed(project, env) == "2.0"


def test_a_half_finished_install_is_made_anew(project, env, capfd):
    installed(project, env)
    (project / ".venv" / UNFINISHED).touch()
    (project / ".venv" / STAMP).unlink()
    (project / ".venv" / "broken").touch()
    assert installed(project, env) == "1.0"
    assert "half-finished" in capfd.readouterr().out
    assert not (project / ".venv" / "broken").exists()


@pytest.mark.parametrize("stamp", ["", "3.11 0000", "\udcff"])
def test_a_broken_stamp_is_not_believed(project, env, stamp):
    installed(project, env)
    (project / ".venv" / STAMP).write_bytes(stamp.encode(errors="surrogateescape"))
    assert not is_current(project / ".venv", project / "requirements.txt")
    assert installed(project, env) == "1.0"
    assert is_current(project / ".venv", project / "requirements.txt")


def test_an_environment_whose_python_is_gone_is_made_anew(project, env):
    installed(project, env)
    python = project / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert installed(project, env) == "1.0"


def test_somebody_elses_environment_is_completed_and_not_deleted(project, env):
    subprocess.run([sys.executable, "-m", "venv", project / ".venv"], check=True)
    (project / ".venv" / "theirs").touch()
    assert installed(project, env) == "1.0"
    assert (project / ".venv" / "theirs").exists()


def test_an_install_that_fails_says_so_and_is_not_believed_later(project, env):
    (project / "requirements.txt").write_text("firstpackage==3.0\n")
    with pytest.raises(Problem, match="network or the proxy"):
        installed(project, env)
    assert not is_current(project / ".venv", project / "requirements.txt")
    assert (project / ".venv" / UNFINISHED).exists()


def test_pip_takes_over_where_uv_fails(project, env, capfd):
    uv = Path(env["PATH"]) / "uv"
    uv.write_text("#!/bin/sh\nexit 2\n")
    uv.chmod(0o755)
    assert installed(project, env) == "1.0"
    assert "uv could not install; trying pip." in capfd.readouterr().err


def test_a_full_disk_is_noticed_before_anything_is_made(project, env, monkeypatch):
    monkeypatch.setattr(install, "INSTALL_BYTES", 10**18)
    with pytest.raises(Problem, match=r"install into \.venv needs"):
        installed(project, env)
    assert not (project / ".venv").exists()


def test_a_second_install_waits_for_the_first_and_then_has_nothing_to_do(project, env):
    installed(project, env)
    stamp = project / ".venv" / STAMP
    said = stamp.read_text()
    stamp.unlink()
    lock = os.open(project, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    code = (
        "import sys, pathlib\nfrom stack.install import ensure_installed\n"
        "p = pathlib.Path(sys.argv[1])\n"
        "ensure_installed({'PATH': ''}, venv=p / '.venv', requirements=p / 'requirements.txt')\n"
    )
    second = subprocess.Popen(
        [sys.executable, "-c", code, project],
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert "Waiting for another install" in second.stdout.readline()
    stamp.write_text(said)
    os.close(lock)
    assert second.communicate(timeout=60)[0] == ""
    assert second.returncode == 0
