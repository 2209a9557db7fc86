"""The environment of the stack: our defaults, below ``.env``, below what the caller has set."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

from include.settings import PROJECT
from stack.places import VENV, Places
from stack.ports import LOOPBACK
from stack.problems import Problem

MARKER = "DAILIES_STACK"
"""Names the stack that a process belongs to, so that a later one can tidy up after it."""

UNWANTED = ("PYTHONHOME", "PYTHONDONTWRITEBYTECODE")
"""Of the second, every process would compile all of our modules again."""

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")


def read_env_file(path: Path) -> dict[str, str]:
    """Read ``NAME=value`` lines; a value may stand in single or double quotes, whole.

    Nothing is expanded, so JSON needs no escaping. A missing file is an empty one.

    Raises:
        Problem: a line is neither an assignment, a comment nor blank.
    """
    if not path.is_file():
        return {}
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        match = _LINE.fullmatch(text)
        if match is None:
            raise Problem(f"{path} line {number} is not NAME=value. Mend it or put # before it.")
        name, value = match[1], match[2].strip()
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
        found[name] = value[1:-1] if quoted else value
    return found


def callers_environment(env_file: Path = PROJECT / ".env") -> dict[str, str]:
    """Return the caller's environment, with ``.env`` for what it does not set."""
    return {**read_env_file(env_file), **os.environ}


def without(caller: Mapping[str, str], *prefixes: str) -> dict[str, str]:
    """Return the environment without the variables whose names begin so."""
    return {name: value for name, value in caller.items() if not name.startswith(prefixes)}


def stack_environment(
    caller: Mapping[str, str], places: Places, *, port: int, secrets: Mapping[str, str], stack: str
) -> dict[str, str]:
    """Return the environment of every process of the stack.

    Whatever the caller set wins over a default, apart from where the project is. ``stack`` is this
    stack's name, ``secrets`` the keys of `stack.credentials`.
    """
    env = {**_airflow(caller, places, port), **_secrets(secrets), **caller, **_fixed(caller)}
    env[MARKER] = stack
    env["DAILIES_DATA"] = str(places.data)
    for name in UNWANTED:
        env.pop(name, None)
    return env


def api_url(env: Mapping[str, str]) -> str:
    """Return where this machine reaches the API server: loopback, with the base URL's path."""
    path = re.sub(r"^\w+://[^/]+", "", env["AIRFLOW__API__BASE_URL"]).rstrip("/")
    return f"http://{LOOPBACK}:{env['AIRFLOW__API__PORT']}{path}"


def _airflow(caller: Mapping[str, str], places: Places, port: int) -> dict[str, str]:
    base = caller.get("AIRFLOW__API__BASE_URL", f"http://{LOOPBACK}:{port}").rstrip("/")
    path = re.sub(r"^\w+://[^/]+", "", base)
    return {
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": base,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://{LOOPBACK}:{port}{path}/execution/",
        # Anyone who reaches this loopback port is admin; that is why it is set here alone.
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(places.airflow / "passwords.json"),
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        # By default, whoever has waited five seconds to write gives up, with an error 500.
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{places.database}?timeout=60",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(places.logs),
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(
            places.logs / "dag_processor"
        ),
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_STORAGE_PATH": str(places.airflow / "bundles"),
        "NO_COLOR": "1",
    }


def _secrets(secrets: Mapping[str, str]) -> dict[str, str]:
    return {
        "AIRFLOW__CORE__FERNET_KEY": secrets["fernet_key"],
        "AIRFLOW__API__SECRET_KEY": secrets["api_secret_key"],
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets["jwt_secret"],
    }


def _fixed(caller: Mapping[str, str]) -> dict[str, str]:
    binaries = [str(PROJECT / "stack" / "bin"), str(VENV / "bin"), caller.get("PATH", os.defpath)]
    modules = [str(PROJECT), *filter(None, [caller.get("PYTHONPATH")])]
    direct = [
        LOOPBACK,
        "localhost",
        *filter(None, [caller.get("NO_PROXY", caller.get("no_proxy"))]),
    ]
    return {
        "AIRFLOW_HOME": str(PROJECT),
        "PYTHONPATH": os.pathsep.join(modules),
        "PATH": os.pathsep.join(binaries),
        "PYTHONUNBUFFERED": "1",
        # Airflow's own, about its .airflowignore, at the head of every task log
        "PYTHONWARNINGS": caller.get(
            "PYTHONWARNINGS", "ignore:GitWildMatchPattern:DeprecationWarning"
        ),
        "NO_PROXY": ",".join(direct),
        "no_proxy": ",".join(direct),
    }


def redis_connection(port: int, password: str) -> str:
    """Return the value of ``AIRFLOW_CONN_REDIS_DEFAULT`` for the stack's own Redis."""
    return json.dumps(
        {
            "conn_type": "redis",
            "host": LOOPBACK,
            "port": port,
            "password": password,
            "extra": {"db": 0},
        }
    )
