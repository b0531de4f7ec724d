"""Sessions that only look, sessions that write and take turns, and errors that don't tell what was typed."""

import threading
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import Session, select

from css.core import migrations
from css.core.clock import FixedClock
from css.core.db import Database, take_turns
from css.models import FailureCount
from tests.conftest import NOW


def count(session: Session) -> int:
    return len(session.exec(select(FailureCount)).all())


def test_what_was_not_committed_is_undone(database: Database, clock: FixedClock) -> None:
    for opening in (database.reading, database.writing):
        with opening() as session:
            session.add(FailureCount(key="a", last_at=clock.now()))
            session.flush()
    with database.reading() as session:
        assert count(session) == 0


def test_a_reader_is_not_stopped_by_a_writer(database: Database, clock: FixedClock) -> None:
    with database.writing() as writer, database.reading() as reader:
        writer.add(FailureCount(key="a", last_at=clock.now()))
        writer.flush()
        assert count(reader) == 0


def test_writers_with_the_same_name_take_turns(database: Database, clock: FixedClock) -> None:
    """Eight at once read a number and write the next: none is lost."""
    with database.writing() as session:
        session.add(FailureCount(key="a", last_at=clock.now()))
        session.commit()

    def add_one() -> None:
        with database.writing() as session:
            take_turns(session, "test", "a")
            row = session.get_one(FailureCount, "a")
            row.wrong_in_a_row += 1
            session.commit()

    threads = [threading.Thread(target=add_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.get_one(FailureCount, "a").wrong_in_a_row == 8


def test_an_error_does_not_tell_what_was_typed(database: Database) -> None:
    with database.reading() as session, pytest.raises(DBAPIError) as failed:
        session.connection().execute(text("SELECT :typed FROM nowhere"), {"typed": "marisol@example.com"})
    assert "marisol" not in str(failed.value)


def test_times_come_back_in_utc_and_one_without_a_zone_is_refused(database: Database) -> None:
    with database.writing() as session:
        session.add(FailureCount(key="a", last_at=NOW))
        session.commit()
    with database.reading() as session:
        assert session.get_one(FailureCount, "a").last_at == NOW
    with database.writing() as session:
        session.add(FailureCount(key="b", last_at=datetime(2026, 11, 20)))  # noqa: DTZ001
        with pytest.raises(StatementError):
            session.flush()


def test_the_database_answers(database: Database) -> None:
    assert database.answers()


def test_whether_migrations_are_missing_is_known(bare_database: Database) -> None:
    assert not migrations.is_current(bare_database)
    migrations.upgrade(bare_database)
    assert migrations.is_current(bare_database)
    migrations.upgrade(bare_database)
