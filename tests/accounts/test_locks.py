"""Ten wrong passwords in a row lock a key for thirty minutes."""

from datetime import timedelta

from sqlmodel import Session, select

from css.accounts import locks
from css.accounts.locks import Door
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import FailureCount

DOOR = Door("resident", "marisol@example.com")


def fail(session: Session, clock: FixedClock, times: int) -> None:
    for _ in range(times):
        locks.failed(session, DOOR, clock.now())
        session.flush()


def test_nine_wrong_tries_lock_nothing_and_the_tenth_does(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        fail(session, clock, 9)
        assert not locks.is_locked(session, DOOR, clock.now())
        fail(session, clock, 1)
        assert locks.is_locked(session, DOOR, clock.now())


def test_a_lock_ends_by_itself_after_thirty_minutes(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        fail(session, clock, 10)
        clock.advance(minutes=29, seconds=59.999)
        assert locks.is_locked(session, DOOR, clock.now())
        clock.advance(seconds=0.001)
        assert not locks.is_locked(session, DOOR, clock.now())


def test_after_a_lock_the_count_begins_anew(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        fail(session, clock, 10)
        clock.advance(minutes=30)
        fail(session, clock, 9)
        assert not locks.is_locked(session, DOOR, clock.now())
        fail(session, clock, 1)
        assert locks.is_locked(session, DOOR, clock.now())


def test_a_right_password_ends_the_row(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        fail(session, clock, 9)
        locks.succeeded(session, DOOR)
        fail(session, clock, 9)
        assert not locks.is_locked(session, DOOR, clock.now())


def test_another_key_is_not_locked(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        fail(session, clock, 10)
        assert not locks.is_locked(session, Door("resident", "ada@example.com"), clock.now())
        assert not locks.is_locked(session, Door("staff", "marisol@example.com"), clock.now())


def test_the_stored_key_names_nobody(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        fail(session, clock, 1)
        stored = session.exec(select(FailureCount)).one()
        assert "marisol" not in stored.key and len(stored.key) == 64


def test_counts_are_forgotten_after_a_day_without_a_try(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        fail(session, clock, 3)
        locks.purge(session, clock.now() + timedelta(hours=23, minutes=59))
        assert session.exec(select(FailureCount)).all()
        locks.purge(session, clock.now() + timedelta(days=1))
        assert not session.exec(select(FailureCount)).all()


def test_the_owner_is_told_of_a_lock_once_a_day(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        told = []
        for _ in range(50):  # half an hour each
            fail(session, clock, 9)
            locks.failed(session, DOOR, clock.now())
            session.flush()
            told.append(locks.is_news(session, DOOR, clock.now()))
            clock.advance(minutes=30)
        assert [number for number, once in enumerate(told) if once] == [0, 48]
