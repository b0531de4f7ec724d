"""Bringing a database to the newest shape, and knowing whether it is there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from css.core.db import Database
from css.core.settings import ROOT


class OrphansLeft(Exception):
    """A migration would leave a row whose foreign key leads nowhere, which its str names; nothing was changed."""


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, made here instead of in an .ini file: one place knows the folder."""
    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    made.attributes["connection"] = connection
    return made


def upgrade(database: Database) -> None:
    """Run every migration that is missing, all or none. Raises OrphansLeft rather than lose a row's owner."""
    _run(database, command.upgrade, "head")


def downgrade(database: Database, revision: str) -> None:
    """Undo migrations down to this one ("-1": the last), all or none, and lose what they added. Raises OrphansLeft."""
    _run(database, command.downgrade, revision)


def _run(database: Database, move: Callable[[Config, str], None], revision: str) -> None:
    with database.engine.connect() as connection, _tables_can_be_remade(connection), connection.begin():
        move(config(connection), revision)
        _refuse_orphans(connection)


@contextmanager
def _tables_can_be_remade(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew; with foreign keys on, dropping the old one would delete its children.

    The switch does nothing inside a transaction, so it is thrown on the driver's connection before one begins.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":  # PostgreSQL checks as it goes
        return
    orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if orphan:
        raise OrphansLeft(f"{orphan[0]}, row {orphan[1]}: what it belongs to in {orphan[2]} is missing")


def newest() -> str | None:
    """The revision the code expects."""
    return ScriptDirectory.from_config(config()).get_current_head()


def revision(database: Database) -> str | None:
    """The revision the database is at; None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(database: Database) -> bool:
    """Whether the database has the shape that the code expects."""
    return revision(database) == newest()
