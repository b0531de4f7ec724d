"""Sessions: found by an opaque token, over after a while, ended when told."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from css.accounts import gate, sessions
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, ResidentSession, StaffSession
from tests.builders import Person, account, staff_member

ADA = Person(email="ada@example.com", first_name="Ada", last_name="")


def sign_in(session: Session, clock: FixedClock, *, keep: bool = False, replaced: str | None = None) -> str:
    owner = session.exec(select(Account)).first() or account(session, clock.now())
    entry = gate.enter(session, owner, keep=keep, device="x" * 500, now=clock.now(), replaced=replaced)
    session.flush()
    return entry.token


def rows(session: Session) -> list[ResidentSession]:
    return list(session.exec(select(ResidentSession)))


def test_the_token_finds_who_signed_in(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        found = sessions.resident(session, sign_in(session, clock), clock.now())
        assert found and (found.name, found.email) == ("Marisol Peña", "marisol@example.com")
        assert found.state is AccountState.INCOMPLETE and found.seen_at == clock.now()


def test_somebody_without_names_is_called_by_their_email(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now(), Person(email="ada@example.com", first_name="", last_name=""))
        token = sessions.open_resident(session, owner, keep=False, device="", now=clock.now())
        session.flush()
        found = sessions.resident(session, token, clock.now())
        assert found and found.name == "ada@example.com"


def test_only_a_digest_of_the_token_is_stored(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = sign_in(session, clock)
        assert len(token) >= 22 and token not in str(rows(session)[0].model_dump())
        assert len(rows(session)[0].device) == 200


def test_each_sign_in_has_a_token_of_its_own(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        tokens = {sign_in(session, clock) for _ in range(3)}
        assert len(tokens) == 3
        assert all(sessions.resident(session, token, clock.now()) for token in tokens)


@pytest.mark.parametrize("token", ["", "guessed", "é\x00"])
def test_another_token_finds_nobody(database: Database, clock: FixedClock, token: str) -> None:
    with database.writing() as session:
        sign_in(session, clock)
        assert sessions.resident(session, token, clock.now()) is None


def test_thirty_minutes_without_a_request_end_it(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = sign_in(session, clock)
        assert sessions.resident(session, token, clock.now() + timedelta(minutes=29, seconds=59))
        assert sessions.resident(session, token, clock.now() + timedelta(minutes=30)) is None


def test_in_use_it_lasts_twelve_hours_and_no_longer(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = sign_in(session, clock)
        for _ in range(12 * 3 - 1):
            clock.advance(minutes=20)
            found = sessions.resident(session, token, clock.now())
            assert found
            sessions.seen(session, ResidentSession, found.session_id, clock.now())
        assert sessions.resident(session, token, clock.now() + timedelta(minutes=19, seconds=59))
        assert sessions.resident(session, token, clock.now() + timedelta(minutes=20)) is None


def test_kept_signed_in_it_lasts_thirty_days_without_a_request(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = sign_in(session, clock, keep=True)
        assert sessions.resident(session, token, clock.now() + timedelta(days=29, hours=23))
        assert sessions.resident(session, token, clock.now() + timedelta(days=30)) is None


def test_a_new_sign_in_ends_the_session_that_the_browser_had(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        elsewhere, before = sign_in(session, clock), sign_in(session, clock)
        after = sign_in(session, clock, replaced=before)
        assert sessions.resident(session, before, clock.now()) is None
        assert sessions.resident(session, after, clock.now()) and sessions.resident(session, elsewhere, clock.now())


def test_a_deactivated_account_has_no_session_any_more(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = sign_in(session, clock)
        session.exec(select(Account)).one().state = AccountState.DEACTIVATED
        session.flush()
        assert sessions.resident(session, token, clock.now()) is None


def test_signing_out_ends_this_browsers_session_alone(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        here, elsewhere = sign_in(session, clock), sign_in(session, clock)
        sessions.close(session, ResidentSession, here)
        assert sessions.resident(session, here, clock.now()) is None
        assert sessions.resident(session, elsewhere, clock.now())


def test_every_session_of_an_account_can_be_ended_and_no_other(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        mine = [sign_in(session, clock) for _ in range(2)]
        ada = account(session, clock.now(), ADA)
        hers = sessions.open_resident(session, ada, keep=False, device="", now=clock.now())
        session.flush()
        sessions.close_all(session, rows(session)[0].account_id)
        assert [sessions.resident(session, token, clock.now()) for token in mine] == [None, None]
        assert sessions.resident(session, hers, clock.now())


def test_those_that_are_open_are_listed_the_last_used_first(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        sign_in(session, clock, keep=True), sign_in(session, clock)
        clock.advance(minutes=10)
        last = sessions.resident(session, sign_in(session, clock), clock.now())
        assert last
        found = sessions.list_of(session, last.account_id, clock.now())
        assert found[0].session_id == last.session_id and len({one.handle for one in found}) == 3
        assert [one.last_seen_at for one in found] == sorted((one.last_seen_at for one in found), reverse=True)
        assert len(sessions.list_of(session, last.account_id, clock.now() + timedelta(minutes=20))) == 2
        assert len(sessions.list_of(session, last.account_id, clock.now() + timedelta(minutes=30))) == 1
        assert not sessions.list_of(session, last.account_id, clock.now() + timedelta(days=30))


def test_one_session_is_ended_by_its_handle_and_by_its_owner_alone(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        here, there = sign_in(session, clock), sign_in(session, clock)
        mine = sessions.resident(session, here, clock.now())
        ada = account(session, clock.now(), ADA)
        assert mine and ada.id
        listed = sessions.list_of(session, mine.account_id, clock.now())
        (handle,) = [one.handle for one in listed if one.session_id != mine.session_id]
        for owner, named in ((ada.id, handle), (mine.account_id, handle[:-1]), (mine.account_id, "")):
            sessions.close_one(session, owner, named)
        assert sessions.resident(session, there, clock.now())
        sessions.close_one(session, mine.account_id, handle)
        assert sessions.resident(session, there, clock.now()) is None
        assert sessions.resident(session, here, clock.now())


@pytest.mark.parametrize(("keep", "minutes"), [(False, 30), (True, 30 * 24 * 60)])
def test_a_session_knows_when_it_ends(database: Database, clock: FixedClock, keep: bool, minutes: int) -> None:
    with database.writing() as session:
        found = sessions.resident(session, sign_in(session, clock, keep=keep), clock.now())
        assert found and found.kept is keep
        assert found.ends_at == clock.now() + timedelta(minutes=minutes)


def test_twelve_hours_are_the_end_however_lately_it_was_used(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token, end = sign_in(session, clock), clock.now() + timedelta(hours=12)
        session.exec(select(ResidentSession)).one().last_seen_at = end - timedelta(minutes=1)
        session.flush()
        found = sessions.resident(session, token, end - timedelta(minutes=1))
        assert found and found.ends_at == end


def test_what_is_over_is_deleted(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        sign_in(session, clock), sign_in(session, clock, keep=True)
        sessions.open_staff(session, staff_member(session, clock.now()), now=clock.now())
        session.flush()
        sessions.purge(session, clock.now() + timedelta(hours=11, minutes=59))
        assert len(rows(session)) == 2 and session.exec(select(StaffSession)).one()
        sessions.purge(session, clock.now() + timedelta(hours=12))
        assert [row.kept for row in rows(session)] == [True] and not session.exec(select(StaffSession)).all()


def test_staff_and_residents_have_sessions_apart(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        residents = sign_in(session, clock)
        staffs = sessions.open_staff(session, staff_member(session, clock.now()), now=clock.now())
        session.flush()
        assert sessions.staff(session, residents, clock.now()) is None
        assert sessions.resident(session, staffs, clock.now()) is None
        found = sessions.staff(session, staffs, clock.now())
        assert found and (found.name, found.role) == ("Dana Whitfield", "reviewer")


def test_a_staff_session_ends_after_thirty_idle_minutes_and_twelve_hours(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = sessions.open_staff(session, staff_member(session, clock.now()), now=clock.now())
        session.flush()
        found = sessions.staff(session, token, clock.now() + timedelta(minutes=29, seconds=59))
        assert found and sessions.staff(session, token, clock.now() + timedelta(minutes=30)) is None
        late = clock.now() + timedelta(hours=11, minutes=59)
        sessions.seen(session, StaffSession, found.session_id, late)
        assert sessions.staff(session, token, late)
        assert sessions.staff(session, token, clock.now() + timedelta(hours=12)) is None
