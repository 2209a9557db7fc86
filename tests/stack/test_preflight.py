import socket
import subprocess
import sys
from pathlib import Path

import pytest

from stack import ports
from stack.preflight import check_room, claim_api_port, feed_for_conf, read_conf
from stack.problems import Problem

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_full_disk_is_refused_with_figures(tmp_path):
    with pytest.raises(Problem, match=r"needs 2\.0 GB .* has 0\.1 GB left\. Make room"):
        check_room(tmp_path / "not" / "there", 2_000_000_000, purpose="It", free=100_000_000)


def test_a_roomy_disk_is_accepted(tmp_path):
    check_room(tmp_path, 1, purpose="It")


def test_a_port_asked_for_that_is_taken_is_refused(taken):
    with pytest.raises(Problem, match=rf"^Port {taken} .* is in use .* unset"):
        claim_api_port({"AIRFLOW__API__PORT": str(taken)})


def test_a_port_asked_for_that_is_free_is_used():
    free = ports.any_free()
    port, held = claim_api_port({"AIRFLOW__API__PORT": str(free)})
    held.close()
    assert port == free


@pytest.mark.parametrize("port", ["", "http", "0", "65536", "-1", "8080 ", "٣"])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(Problem, match="no port"):
        claim_api_port({"AIRFLOW__API__PORT": port})


def test_a_preferred_port_that_is_taken_gives_way(taken):
    other, held = ports.claim_preferred(taken)
    with held:
        assert other != taken
        assert ports.is_free(other)


def test_two_stacks_that_start_at_once_never_get_the_same_port():
    """Neither listens yet: without the claim, both would be given the free port."""
    first, held = ports.claim_preferred(ports.any_free())
    with held:
        second, other = ports.claim_preferred(first)
        other.close()
        assert second != first
        with pytest.raises(Problem, match="is in use"):
            claim_api_port({"AIRFLOW__API__PORT": str(first)})
    again, held = claim_api_port({"AIRFLOW__API__PORT": str(first)})
    held.close()
    assert again == first


def test_a_server_on_every_interface_takes_the_loopback_port():
    with socket.socket() as server:
        server.bind(("0.0.0.0", 0))  # noqa: S104 - that is what is tested
        server.listen()
        assert not ports.is_free(server.getsockname()[1])


def test_a_run_config_is_read(tmp_path):
    file = tmp_path / "a.json"
    file.write_text('{"limit": 2, "topics": ["Ebbe \\u0026 Flut"]}')
    assert read_conf(file) == {"limit": 2, "topics": ["Ebbe & Flut"]}


def test_a_run_config_that_is_not_json_is_refused_with_line_and_column(tmp_path):
    file = tmp_path / "a.json"
    file.write_text('{\n  "limit": 3,\n  limit: 4\n}')
    with pytest.raises(Problem, match="line 3, column 3"):
        read_conf(file)


@pytest.mark.parametrize(
    ("text", "kind"), [("[1]", "a list"), ('"a"', "a string"), ("null", "null"), ("3", "a number")]
)
def test_a_run_config_that_is_no_object_is_refused(tmp_path, text, kind):
    file = tmp_path / "a.json"
    file.write_text(text)
    with pytest.raises(Problem, match=f"holds {kind} at line 1, column 1, not an object"):
        read_conf(file)


def test_an_empty_or_missing_or_binary_run_config_is_refused(tmp_path):
    file = tmp_path / "a.json"
    with pytest.raises(Problem, match="cannot be read: No such file"):
        read_conf(file)
    file.write_bytes(b"")
    with pytest.raises(Problem, match="line 1, column 1"):
        read_conf(file)
    file.write_bytes(b"\xff\xfe{")
    with pytest.raises(Problem, match="not UTF-8"):
        read_conf(file)


def test_a_feed_url_is_passed_on():
    assert feed_for_conf("https://a.example/f?x=1", {}) == "https://a.example/f?x=1"


def test_a_feed_file_becomes_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my feed.xml").touch()
    expected = str(tmp_path / "my feed.xml")
    assert feed_for_conf("my feed.xml", {}) == expected
    assert feed_for_conf(f"file://{tmp_path}/my%20feed.xml", {}) == expected


def test_a_feed_file_is_sought_where_the_caller_stands_too(tmp_path, monkeypatch):
    """As with make -C: we stand in the project, the caller elsewhere."""
    (tmp_path / "caller").mkdir()
    (tmp_path / "caller" / "a.xml").touch()
    monkeypatch.chdir(tmp_path)
    found = feed_for_conf("a.xml", {"CALLER": str(tmp_path / "caller")})
    assert found == str(tmp_path / "caller" / "a.xml")


@pytest.mark.parametrize("feed", ["missing.xml", "ftp://a.example/f", "https:///f", ".", "a\nb"])
def test_a_feed_that_cannot_be_is_refused(feed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Problem, match="Give"):
        feed_for_conf(feed, {})


def make(target, tmp_path, **variables):
    """Run a make target that must fail before anything is installed or started."""
    data = tmp_path / "data"
    done = subprocess.run(
        ["make", target, *(f"{name}={value}" for name, value in variables.items())],
        cwd=ROOT,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "DAILIES_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert not data.exists()
    return done


@pytest.mark.parametrize(
    ("target", "variables", "sentence"),
    [
        ("demo", {"FEED": "no such 'file'; echo x"}, "'file'; echo x does not exist"),
        ("batch", {}, "Give a JSON file"),
        ("render", {}, "needs an edit. Give the one beside a short: EDIT=<file>"),
        ("render", {"EDIT": "no.json"}, "no.json does not exist. Give the .edit.json"),
        ("batch", {"CONF": "no.json"}, "cannot be read: No such file"),
        ("batch", {"CONF": "pyproject.toml"}, "not JSON: line 1, column"),
    ],
)
def test_make_refuses_a_wrong_argument_before_it_does_anything(
    target, variables, sentence, tmp_path
):
    done = make(target, tmp_path, **variables)
    assert done.returncode != 0
    first, *rest = done.stderr.splitlines()
    assert sentence in first
    assert all(line.startswith("make:") for line in rest)
    assert done.stdout == ""
