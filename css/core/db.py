"""The database: SQLite by default, PostgreSQL by URL.

On SQLite a transaction that will write begins IMMEDIATE: it waits its turn at its first statement instead of
failing half-way when somebody else wrote in between.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlmodel import Session

from css.core.tokens import digest

BUSY_TIMEOUT_MS = 10_000
# One for each thread of a worker: a connection made anew for a request costs more than the request's queries.
POOL = 24
# A PostgreSQL server has a hundred places for everybody: a worker keeps a few.
KEPT = 8


class Database:
    """An engine and the two ways to open a session on it."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        # hide_parameters: an error that is logged must not tell what somebody typed.
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        self._writer = self.engine.execution_options(css_writes=True)

    @property
    def is_sqlite(self) -> bool:
        """Else it is PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks; whatever was not committed is undone at the end."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that may write. The caller commits."""
        with Session(self._writer, expire_on_commit=False) as session:
            yield session

    def answers(self) -> bool:
        """Whether the database can be reached; raises what the driver raises if it can't."""
        with self.engine.connect() as connection:
            return connection.execute(text("SELECT 1")).scalar() == 1

    def close(self) -> None:
        """Give up every connection; the next use opens new ones."""
        self.engine.dispose()


def take_turns(session: Session, *name: str) -> None:
    """Until this transaction ends, nobody else is past this line with the same name.

    On SQLite a writing transaction is alone anyway; on PostgreSQL it is an advisory lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int(digest(*name)[:15], 16)
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def _postgresql(url: str) -> Engine:
    return create_engine(url, pool_pre_ping=True, hide_parameters=True, pool_size=KEPT, max_overflow=POOL - KEPT)


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True, pool_size=POOL)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # so that BEGIN is ours to say
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("css_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
