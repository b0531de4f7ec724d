"""The migrations make exactly what the models say, on both engines, and can be undone."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Inspector, func, inspect
from sqlmodel import select

from css.core import migrations
from css.core.db import Database
from css.models import Review, metadata
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
