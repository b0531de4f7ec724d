"""Staff members: added once, let in with their password, locked like residents."""

from datetime import datetime

import pytest
from sqlmodel import Session

from css.accounts import locks, sessions, staff
from css.accounts.locks import Door
from css.accounts.sign_ins import Refusal
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Role
from tests.builders import staff_member

DANA = "dana@example.org"


def enter(session: Session, email: str, *, right: bool, now: datetime) -> str | Refusal:
    return staff.enter(session, email, right=right, renewed=None, replaced=None, now=now)


def test_a_staff_member_is_found_by_their_email_however_it_is_written(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        member = staff_member(session, clock.now(), role=Role.ADMINISTRATOR)
        assert staff.find(session, " DANA@example.org") == member and staff.find(session, "ada@example.org") is None
        assert member.role == "administrator" and len(member.public_id) == 20


def test_an_email_is_added_once(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        staff_member(session, clock.now())
        with pytest.raises(staff.StaffExists):
            staff.add(session, email=DANA.upper(), name="D", role=Role.HELPDESK, password_hash="x", now=clock.now())


def test_the_right_password_opens_a_session(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        staff_member(session, clock.now())
        token = enter(session, DANA, right=True, now=clock.now())
        assert not isinstance(token, Refusal)
        session.flush()
        assert sessions.staff(session, token, clock.now())


def test_known_and_unknown_staff_lock_alike_and_for_thirty_minutes(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        staff_member(session, clock.now())
        for email in (DANA, "nobody@example.org"):
            outcomes = [enter(session, email, right=False, now=clock.now()) for _ in range(11)]
            assert outcomes == [Refusal.WRONG] * 10 + [Refusal.LOCKED]
        assert enter(session, DANA, right=True, now=clock.now()) is Refusal.LOCKED
        clock.advance(minutes=30)
        assert not isinstance(enter(session, DANA, right=True, now=clock.now()), Refusal)


def test_a_staff_lock_is_no_residents_lock(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        for _ in range(10):
            enter(session, DANA, right=False, now=clock.now())
        assert not locks.is_locked(session, Door("resident", DANA), clock.now())


def test_somebody_unknown_is_never_right(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        assert enter(session, DANA, right=True, now=clock.now()) is Refusal.WRONG


def test_a_new_sign_in_ends_the_browsers_old_session_and_keeps_the_stronger_hash(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        staff_member(session, clock.now())
        old = enter(session, DANA, right=True, now=clock.now())
        new = staff.enter(session, DANA, right=True, renewed="stronger", replaced=old, now=clock.now())
        session.flush()
        assert sessions.staff(session, str(old), clock.now()) is None
        assert sessions.staff(session, str(new), clock.now()) is not None
        member = staff.find(session, DANA)
        assert member is not None
        assert member.password_hash == "stronger"
