"""The ledger's tables are made once, by whoever comes first."""

import multiprocessing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from include.ledger import migrations
from include.ledger.database import engine
from include.ledger.models import Base


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'deep' / 'led%ger.db'}"


def test_tables_are_those_of_the_models(url):
    migrations.upgrade(url)
    with engine(url).connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": migrations.VERSION_TABLE}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_the_head_is_the_newest_version_there_is():
    config = Config()
    config.set_main_option("script_location", migrations.__path__[0])
    assert ScriptDirectory.from_config(config).get_current_head() == migrations.HEAD


def test_upgrading_twice_changes_nothing_and_going_down_leaves_nothing(url):
    migrations.upgrade(url)
    migrations.upgrade(url)
    assert migrations.current(url) == migrations.HEAD
    migrations.downgrade(url, "base")
    assert inspect(engine(url)).get_table_names() == [migrations.VERSION_TABLE]
    migrations.upgrade(url)
    assert migrations.current(url) == migrations.HEAD


def test_sqlite_is_durable_and_lets_readers_read_while_one_writes(url):
    migrations.upgrade(url)
    with (
        engine(url).connect() as writer,
        engine(url).execution_options(reading=True).connect() as reader,
    ):
        writer.exec_driver_sql("INSERT INTO topics VALUES ('b','t','s','t','u','s','en','x')")
        assert reader.exec_driver_sql("SELECT count(*) FROM topics").scalar() == 0
        assert reader.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert reader.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert reader.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def _upgrade(url, start):
    start.wait()
    migrations.upgrade(url)


@pytest.mark.slow
def test_processes_that_start_together_upgrade_once(url):
    context = multiprocessing.get_context("spawn")
    start = context.Event()
    children = [context.Process(target=_upgrade, args=(url, start)) for _ in range(3)]
    for child in children:
        child.start()
    start.set()
    for child in children:
        child.join(60)
        assert child.exitcode == 0
    assert migrations.current(url) == migrations.HEAD
