import json
from pathlib import Path

import pytest

from stack.environment import (
    MARKER,
    api_url,
    callers_environment,
    read_env_file,
    redis_connection,
    stack_environment,
)
from stack.places import Places
from stack.problems import Problem
from stack.services import REDIS_CONNECTION, plan_services

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {"fernet_key": "f", "api_secret_key": "a", "jwt_secret": "j", "redis_password": "r"}


def built(caller, tmp_path, port=8181):
    return stack_environment(caller, Places(tmp_path), port=port, secrets=SECRETS, stack="s1")


def test_what_the_caller_sets_wins_over_the_defaults(tmp_path):
    env = built(
        {
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "False",
            "AIRFLOW_CONN_DAILIES_CLIP": "{}",
            "AIRFLOW__CORE__FERNET_KEY": "mine",
        },
        tmp_path,
    )
    assert env["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"] == "False"
    assert env["AIRFLOW_CONN_DAILIES_CLIP"] == "{}"
    assert env["AIRFLOW__CORE__FERNET_KEY"] == "mine"


def test_where_the_project_is_nobody_can_change(tmp_path):
    env = built({"AIRFLOW_HOME": "/elsewhere", "PYTHONPATH": "/more"}, tmp_path)
    assert env["AIRFLOW_HOME"] == str(ROOT)
    assert env["PYTHONPATH"] == f"{ROOT}:/more"


def test_what_would_slow_or_break_our_python_is_left_out(tmp_path):
    assert not {"PYTHONHOME", "PYTHONDONTWRITEBYTECODE"} & set(
        built({"PYTHONHOME": "/x", "PYTHONDONTWRITEBYTECODE": "1"}, tmp_path)
    )


def test_everything_written_is_below_the_data_folder(tmp_path):
    env = built({}, tmp_path)
    written = ("LOG", "SQL_ALCHEMY_CONN", "PASSWORDS_FILE", "STORAGE_PATH")
    places = [value for name, value in env.items() if name.endswith(written) or "_LOG_" in name]
    assert len(places) >= 5
    assert all(str(tmp_path) in place for place in places)
    assert env["DAILIES_DATA"] == str(tmp_path)


def test_the_addresses_agree_and_are_loopback(tmp_path):
    env = built({}, tmp_path, port=8181)
    assert env["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert env["AIRFLOW__API__BASE_URL"] == api_url(env) == "http://127.0.0.1:8181"
    assert env["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:8181/execution/"


def test_a_base_url_with_a_path_is_followed(tmp_path):
    env = built({"AIRFLOW__API__BASE_URL": "https://me.example/dailies/"}, tmp_path, port=8181)
    assert api_url(env) == "http://127.0.0.1:8181/dailies"
    assert env["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"].endswith(":8181/dailies/execution/")


def test_loopback_never_goes_through_a_proxy(tmp_path):
    env = built({"no_proxy": "a.example"}, tmp_path)
    assert env["NO_PROXY"] == env["no_proxy"] == "127.0.0.1,localhost,a.example"


def test_every_process_carries_the_mark_of_its_stack(tmp_path):
    assert built({}, tmp_path)[MARKER] == "s1"


def test_the_env_file_gives_way_to_the_environment(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("DAILIES_A=file\nDAILIES_B=file\n")
    monkeypatch.setenv("DAILIES_A", "environment")
    env = callers_environment(file)
    assert (env["DAILIES_A"], env["DAILIES_B"]) == ("environment", "file")


def test_an_env_file_needs_no_escaping(tmp_path):
    file = tmp_path / ".env"
    file.write_text(
        '# a comment\n\nexport A = \'x y\'\nB=""\nC={"k": "a#b $HOME \'"}\nD=\'\nE=a=b\n'
    )
    assert read_env_file(file) == {
        "A": "x y",
        "B": "",
        "C": '{"k": "a#b $HOME \'"}',
        "D": "'",
        "E": "a=b",
    }


def test_a_line_of_an_env_file_that_says_nothing_is_refused(tmp_path):
    file = tmp_path / ".env"
    file.write_text("A=1\nnonsense\n")
    with pytest.raises(Problem, match="line 2 is not NAME=value"):
        read_env_file(file)


def test_a_missing_env_file_is_an_empty_one(tmp_path):
    assert read_env_file(tmp_path / ".env") == {}


def test_the_example_changes_nothing_until_a_line_is_uncommented(tmp_path):
    assert read_env_file(ROOT / ".env.example") == {}
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    file = tmp_path / ".env"
    file.write_text("\n".join(line[1:] for line in lines if line[:1] == "#" != line[1:2] != " "))
    values = read_env_file(file)
    assert "AIRFLOW_CONN_DAILIES_CLIP" in values
    for name, value in values.items():
        if name.startswith("AIRFLOW_CONN_"):
            assert json.loads(value)["conn_type"]


def test_a_redis_of_the_callers_is_used_instead_of_ours(tmp_path):
    env = {REDIS_CONNECTION: "redis://theirs"}
    assert [s["name"] for s in plan_services(env, Places(tmp_path), SECRETS)] == [
        "airflow standalone"
    ]
    assert env[REDIS_CONNECTION] == "redis://theirs"


def test_the_redis_password_is_in_a_private_file_and_on_no_command_line(tmp_path):
    env = {}
    redis = plan_services(env, Places(tmp_path), SECRETS | {"redis_password": "s3cret"})[0]
    assert not any("s3cret" in word for word in redis["argv"])
    conf = tmp_path / "airflow" / "redis" / "redis.conf"
    assert conf.stat().st_mode & 0o077 == 0
    assert "requirepass s3cret" in conf.read_text()
    assert "bind 127.0.0.1" in conf.read_text()
    assert json.loads(env[REDIS_CONNECTION])["password"] == "s3cret"


def test_a_redis_connection_is_what_airflow_reads():
    assert json.loads(redis_connection(6400, 'p"w'))["port"] == 6400
