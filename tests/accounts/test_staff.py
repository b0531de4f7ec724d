"""Staff members: added once, let in with their password where that is enough, locked like residents."""

from datetime import datetime

import pytest
from sqlmodel import Session

from css.accounts import locks, sessions, staff
from css.accounts.locks import Door
from css.accounts.password.sign_ins import Refusal
from css.accounts.second_factor import second_steps
from css.accounts.staff import Destination, Entry
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, Role, StaffMember
from tests.builders import staff_member

DANA = "dana@example.org"


def enter(
    session: Session,
    email: str,
    *,
    right: bool,
    now: datetime,
    required: bool = False,
    renewed: str | None = None,
    replaced: str | None = None,
) -> Entry | Refusal:
    return staff.enter(session, email, right=right, renewed=renewed, required=required, replaced=replaced, now=now)


def let_in(session: Session, now: datetime, **further: str) -> str:
    """Somebody enters with a password alone; returns the session's token."""
    entry = enter(session, DANA, right=True, now=now, **further)  # type: ignore[arg-type]
    assert isinstance(entry, Entry) and entry.opened
    session.flush()
    return entry.token


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
        token = let_in(session, clock.now())
        assert sessions.staff(session, token, clock.now())


def test_where_an_app_is_required_the_right_password_opens_no_session(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        member = staff_member(session, clock.now())
        entry = enter(session, DANA, right=True, required=True, now=clock.now())
        assert isinstance(entry, Entry) and not entry.opened and entry.destination is Destination.SET_UP
        session.flush()
        assert sessions.staff(session, entry.token, clock.now()) is None
        begun = second_steps.find(session, StaffMember, entry.token, clock.now())
        assert begun and begun[1] == member
        assert second_steps.find(session, Account, entry.token, clock.now()) is None


def test_whoever_is_half_way_keeps_no_session_of_before(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        staff_member(session, clock.now())
        old = let_in(session, clock.now())
        enter(session, DANA, right=True, required=True, replaced=old, now=clock.now())
        session.flush()
        assert sessions.staff(session, old, clock.now()) is None


def test_known_and_unknown_staff_lock_alike_and_for_thirty_minutes(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        staff_member(session, clock.now())
        for email in (DANA, "nobody@example.org"):
            outcomes = [enter(session, email, right=False, now=clock.now()) for _ in range(11)]
            assert outcomes == [Refusal.WRONG] * 9 + [Refusal.LOCKED] * 2
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
        old = let_in(session, clock.now())
        new = let_in(session, clock.now(), renewed="stronger", replaced=old)
        assert sessions.staff(session, old, clock.now()) is None
        assert sessions.staff(session, new, clock.now()) is not None
        member = staff.find(session, DANA)
        assert member is not None
        assert member.password_hash == "stronger"


def test_a_session_is_fresh_for_ten_minutes(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        staff_member(session, clock.now())
        signed_in = sessions.staff(session, let_in(session, clock.now()), clock.now())
        assert signed_in
        clock.advance(minutes=10, seconds=-1)
        assert signed_in.proven(clock.now())
        clock.advance(seconds=1)
        assert not signed_in.proven(clock.now())
