"""Installs ``requirements.txt`` into ``.venv``, once: with uv when it is there, else with pip."""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from include.settings import PROJECT
from stack.places import REQUIREMENTS, VENV
from stack.preflight import INSTALL_BYTES, check_room
from stack.problems import Problem
from stack.signals import with_parent

STAMP = ".dailies-installed"
"""Written last; holds what was installed with what."""

UNFINISHED = ".dailies-installing"
"""There while an install runs; left behind by one that was cut off."""


def fingerprint(requirements: Path, python_version: str) -> str:
    """Return what the stamp must say for an environment to be the right one."""
    return f"{python_version} {hashlib.sha256(requirements.read_bytes()).hexdigest()}"


def is_current(venv: Path, requirements: Path) -> bool:
    """Say whether ``venv`` is whole and holds exactly these requirements."""
    try:
        stamp = (venv / STAMP).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return False
    version = _python_version(venv / "bin" / "python")
    return version is not None and stamp == fingerprint(requirements, version)


def ensure_installed(
    env: Mapping[str, str], *, venv: Path = VENV, requirements: Path = REQUIREMENTS
) -> None:
    """Make ``venv`` hold ``requirements``; does nothing when it already does.

    Raises:
        Problem: no room, no installer, or the installer failed.
    """
    if is_current(venv, requirements) and not env.get("PYTHON"):
        return
    with _one_at_a_time(venv.parent) as lock:
        if is_current(venv, requirements) and _is_wanted_python(venv, env):
            return
        check_room(venv.parent, INSTALL_BYTES, purpose="The install into .venv")
        _install(env, venv, requirements, lock)


def _is_wanted_python(venv: Path, env: Mapping[str, str]) -> bool:
    return not env.get("PYTHON") or _python_version(venv / "bin" / "python") == _own_version()


def _own_version() -> str:
    return "{}.{}".format(*sys.version_info[:2])


def _install(env: Mapping[str, str], venv: Path, requirements: Path, lock: int) -> None:
    began = time.monotonic()
    cut_off = (venv / UNFINISHED).exists()
    usable = _python_version(venv / "bin" / "python") == _own_version()
    if venv.exists() and (cut_off or not usable):
        why = "a half-finished install" if cut_off else "made for another Python"
        print(f".venv is {why}: making it anew.", flush=True)
        shutil.rmtree(venv)
    venv.mkdir(exist_ok=True)
    (venv / UNFINISHED).touch()
    (venv / STAMP).unlink(missing_ok=True)
    tool = _Installer(env, venv, requirements, lock)
    tool.run()
    (venv / UNFINISHED).unlink()
    partial = venv / f"{STAMP}.partial"
    partial.write_text(fingerprint(requirements, _own_version()), encoding="ascii")
    partial.replace(venv / STAMP)
    print(f"Installed with {tool.used} in {time.monotonic() - began:.0f} s.", flush=True)


class _Installer:
    """Runs uv, or pip, or pip after uv has failed."""

    def __init__(self, env: Mapping[str, str], venv: Path, requirements: Path, lock: int) -> None:
        self.env = {k: v for k, v in env.items() if k not in ("PYTHONHOME", "PYTHONPATH")}
        self.venv, self.requirements, self.lock = venv, requirements, lock
        self.python = str(venv / "bin" / "python")
        self.used = ""

    def run(self) -> None:
        uv = shutil.which("uv", path=self.env.get("PATH"))
        print(f"Installing into .venv with {'uv' if uv else 'pip'}; this is done once.", flush=True)
        if not (self.venv / "bin" / "python").exists():
            self._make_venv()
        if uv:
            # As pip does: otherwise every process of Airflow compiles the same modules again.
            options = ["--quiet", "--compile-bytecode", "--python", self.python]
            argv = [uv, "pip", "install", *options]
            if self._call([*argv, "-r", str(self.requirements)]) == 0:
                self.used = "uv"
                return
            print("uv could not install; trying pip.", file=sys.stderr, flush=True)
        self._with_pip()

    def _make_venv(self) -> None:
        if self._call([sys.executable, "-m", "venv", "--without-pip", str(self.venv)]):
            raise Problem(
                f"{sys.executable} could not make {self.venv}. Install its venv module "
                "(python3-venv on Debian), or name another: PYTHON=/path/to/python3.12"
            )

    def _with_pip(self) -> None:
        pip = [self.python, "-m", "pip"]
        if self._call([self.python, "-c", "import pip"], quiet=True):
            if importlib.util.find_spec("ensurepip") is not None:
                self._call([self.python, "-m", "ensurepip", "--default-pip"], quiet=True)
            else:
                pip = [sys.executable, "-m", "pip", "--python", self.python]
        argv = [*pip, "--disable-pip-version-check", "install", "-qq", "--no-input"]
        if self._call([*argv, "-r", str(self.requirements)]):
            raise Problem(
                "Installing requirements.txt failed; the lines above say why. Usually the package "
                "index cannot be reached: check the network or the proxy, and run it again."
            )
        self.used = "pip"

    def _call(self, argv: list[str], *, quiet: bool = False) -> int:
        # The child holds the lock too: an orphan of a killed install keeps others out.
        return run_child(argv, self.env, pass_fds=(self.lock,), quiet=quiet)


def run_child(
    argv: list[str], env: Mapping[str, str], *, pass_fds: tuple[int, ...] = (), quiet: bool = False
) -> int:
    """Run ``argv`` to its end and return its exit code; it never outlives this process."""
    out = subprocess.DEVNULL if quiet else None
    child = subprocess.Popen(
        argv,
        env=dict(env),
        cwd=PROJECT,
        pass_fds=pass_fds,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=out,
        preexec_fn=with_parent(signal.SIGTERM),  # noqa: PLW1509 - this process has one thread
    )
    try:
        return child.wait()
    except BaseException:
        child.terminate()
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        raise


def _python_version(python: Path) -> str | None:
    """Return ``major.minor`` of an interpreter, or ``None`` when it does not run."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [str(python), "-I", "-c", code], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[int]:
    """Lock ``folder`` itself, so that no lock file is left anywhere; gives the descriptor."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another install into .venv to finish.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)
