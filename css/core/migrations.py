"""Bringing a database to the newest shape, and knowing whether it is there."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from css.core.db import Database
from css.core.settings import ROOT


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, made here instead of in an .ini file: one place knows the folder."""
    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    made.attributes["connection"] = connection
    return made


def upgrade(database: Database) -> None:
    """Run every migration that is missing."""
    with database.engine.begin() as connection:
        command.upgrade(config(connection), "head")


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
