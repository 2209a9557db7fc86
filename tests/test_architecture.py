"""Imports go one way: dags, then plugins/dailies, then include; heavy libraries wait to be used."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = {"transport", "signing", "protocols"}
"""Folders below the providers that hold none: what several of them share."""
HEAVY = ("numpy", "av", "openai", "ffmpeg", "feedparser", "selectolax", "sentencex", "py3langid")


def sources(folder: str) -> list[Path]:
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found, f"{folder}/ has no Python file: the test looks in the wrong place"
    return found


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module


def offenders(folder: str, *banned: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(folder)
        for name in imports(path)
        if name.split(".")[0] in banned
    ]


def test_include_knows_neither_airflow_nor_the_floors_above():
    assert offenders("include", "airflow", "dailies", "dags", "plugins", "stack", "bench") == []


def test_plugins_know_no_dag():
    assert offenders("plugins", "dags", "plugins", "stack", "bench") == []


def test_dags_know_only_airflow_and_our_operators():
    allowed = {"airflow", "dailies", "datetime"}
    for path in sources("dags"):
        assert {name.split(".")[0] for name in imports(path)} <= allowed, path


def test_dags_read_no_environment():
    for path in sources("dags"):
        assert "environ" not in path.read_text(), path


def test_the_domain_imports_nothing_else_of_ours():
    ours = [
        name
        for path in sources("include/domain")
        for name in imports(path)
        if name.startswith("include") and not name.startswith("include.domain")
    ]
    assert ours == []


def test_no_provider_imports_another():
    stages = {path.parent.name for path in (ROOT / "include/providers").glob("*/*.py")}
    others = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources("include/providers")
        for name in imports(path)
        if name.startswith("include.providers.")
        and name.split(".")[2] in stages - SHARED - {path.parent.name}
    ]
    within = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources("include/providers")
        for name in imports(path)
        if path.parent.name in stages - SHARED
        and f"{name}.".startswith(f"include.providers.{path.parent.name}.")
    ]
    assert others + within == []


def test_only_one_plugin_file_is_run_by_the_plugin_loader():
    assert [p.name for p in (ROOT / "plugins").glob("*.py")] == ["dailies_plugin.py"]
    assert "dailies/" in (ROOT / "plugins/.airflowignore").read_text().split()


@pytest.mark.slow
@pytest.mark.parametrize("dag", ["daily_batch", "housekeeping"])
def test_importing_the_dags_loads_nothing_heavy(dag):
    """Every task start parses its DAG file: what that imports, every task pays."""
    code = (
        "import sys, runpy\n"
        f"sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'plugins')!r}]\n"
        "import airflow.sdk\n"
        "before = set(sys.modules)\n"
        f"runpy.run_path({str(ROOT / f'dags/{dag}.py')!r})\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules and m not in before])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "[]"
