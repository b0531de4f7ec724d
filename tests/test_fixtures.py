"""The fixtures keep their word: each test begins with a migrated, empty database."""

import pytest
from sqlalchemy import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import FailureCount, metadata


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_leaves_behind_is_gone_in_the_next(database: Database, clock: FixedClock, turn: int) -> None:
    with database.reading() as session:
        for table in metadata.sorted_tables:
            assert session.connection().execute(select(table)).all() == []
    with database.writing() as session:
        session.add(FailureCount(key="a", last_at=clock.now()))
        session.commit()


def test_a_transaction_left_open_stops_nobody(database: Database) -> None:
    connection = database.engine.connect()
    connection.execute(FailureCount.__table__.delete())  # type: ignore[attr-defined]


def test_sqlite_enforces_foreign_keys(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
