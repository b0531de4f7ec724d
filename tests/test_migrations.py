"""The migrations make exactly what the models say, on both engines, and can be undone."""

import sqlite3
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Inspector, func, inspect
from sqlmodel import select

from css.core import migrations
from css.core.db import Database
from css.models import Review, metadata
from css.registrations import submissions
from tests import builders
from tests.conftest import NOW


def _inspect(database: Database) -> Inspector:
    inspector: Inspector = inspect(database.engine)
    return inspector


def _differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory.from_config(migrations.config()).get_heads()) == 1


def test_migrations_make_what_the_models_say(database: Database) -> None:
    assert _differences(database) == []


def test_the_comparison_sees_a_missing_column(bare_database: Database) -> None:
    migrations.upgrade(bare_database)
    with bare_database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE sign_up DROP COLUMN mobile_phone")
    assert "mobile_phone" in repr(_differences(bare_database))


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_checks_are_those_of_the_models(database: Database, table: object) -> None:
    """Alembic does not compare CHECK constraints, and a new state is easily forgotten in one."""
    model = metadata.tables[str(table)]
    wanted = {str(c.name): str(c.sqltext) for c in model.constraints if isinstance(c, CheckConstraint)}
    found = {str(c["name"]): str(c["sqltext"]) for c in _inspect(database).get_check_constraints(model.name)}
    assert found.keys() == wanted.keys()
    for name, text in wanted.items():
        assert _words(found[name]) == _words(text)


def _words(check: str) -> list[str]:
    """The quoted words of a CHECK: PostgreSQL gives it back in its own spelling."""
    return sorted(check.split("'")[1::2])


def test_a_migrated_database_is_current(database: Database) -> None:
    assert migrations.is_current(database)


def test_a_bare_database_is_not_current(bare_database: Database) -> None:
    assert not migrations.is_current(bare_database)


def test_upgrading_twice_changes_nothing(bare_database: Database) -> None:
    migrations.upgrade(bare_database)
    migrations.upgrade(bare_database)
    assert migrations.is_current(bare_database)


def test_every_migration_can_be_undone_and_done_again(bare_database: Database) -> None:
    migrations.upgrade(bare_database)
    while len(_inspect(bare_database).get_table_names()) > 1:
        migrations.downgrade(bare_database, "-1")
    assert _inspect(bare_database).get_table_names() == ["alembic_version"]
    migrations.upgrade(bare_database)
    assert _differences(bare_database) == []


@pytest.mark.parametrize("name", ["registration", "submission"])
def test_remaking_a_table_loses_none_of_the_rows_that_belong_to_it(database: Database, name: str) -> None:
    """SQLite remakes a table to change it; what refers to it must not go with the old one."""
    with database.writing() as session:
        review = builders.waiting(session, NOW)
        session.commit()
    migrations.downgrade(database, "0004")
    migrations.upgrade(database)
    with database.reading() as session:
        assert session.get(Review, review.id) is not None
        assert session.exec(select(func.count()).select_from(metadata.tables[name])).one() == 1


def test_a_row_whose_owner_is_missing_stops_the_migration_and_is_named(sqlite_bare: Database) -> None:
    migrations.upgrade(sqlite_bare)
    migrations.downgrade(sqlite_bare, "0004")
    with closing(sqlite3.connect(str(sqlite_bare.url.database))) as driver:  # foreign keys are off unless switched on
        row = "INSERT INTO password_record (account_id, password_hash, created_at) VALUES (7, 'x', '2026-01-01')"
        driver.execute(row)
        driver.commit()
    with pytest.raises(migrations.OrphansLeft, match=r"password_record, row 1: .* account is missing"):
        migrations.upgrade(sqlite_bare)
    assert migrations.revision(sqlite_bare) == "0004"


def test_receipts_that_residents_hold_are_not_undone(database: Database) -> None:
    with database.writing() as session:
        boulder = builders.jurisdiction("boulder")
        draft = builders.draft(session, NOW, city=boulder)
        submissions.submit(session, draft, boulder, builders.mailer("boulder"), language="en", now=NOW)
        session.commit()
    with pytest.raises(RuntimeError, match="residents hold receipts"):
        migrations.downgrade(database, "0004")
    assert migrations.is_current(database)
