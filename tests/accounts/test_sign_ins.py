"""Signing in with a password: who is let in, who is refused, and that nobody learns which emails have accounts."""

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session, select

from css.accounts import gate
from css.accounts.gate import Destination, Entry
from css.accounts.password import sign_ins
from css.accounts.password.sign_ins import PasswordTry, Refusal, Stored
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, PasswordRecord, ResidentSession
from tests.accounts.desk import EMAIL, mails
from tests.builders import PASSWORD, account, hasher, mailer, password_hash


def attempt(
    session: Session, clock: FixedClock, *, right: bool, email: str = EMAIL, device: str = ""
) -> Entry | Refusal:
    """A try, and the gate for whoever is right. `device`: the id of one that is known to the account."""
    tried = PasswordTry(email, sign_ins.stored(session, email), right, device, buttons=())
    outcome = sign_ins.attempt(session, tried, mailer(), clock.now())
    session.flush()
    if isinstance(outcome, Refusal):
        return outcome
    return gate.enter(session, outcome, keep=False, device="a test", now=clock.now(), replaced=None)


def test_the_right_password_lets_in(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        outcome = attempt(session, clock, right=True)
        assert isinstance(outcome, Entry) and outcome.destination is Destination.WIZARD and outcome.token


def test_a_wrong_password_and_an_unknown_email_are_told_alike(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        for _ in range(9):
            assert attempt(session, clock, right=False) is Refusal.WRONG
            assert attempt(session, clock, right=False, email="nobody@example.com") is Refusal.WRONG
        assert attempt(session, clock, right=False) is Refusal.LOCKED
        assert attempt(session, clock, right=False, email="nobody@example.com") is Refusal.LOCKED


def test_a_locked_account_refuses_the_right_password_until_thirty_minutes_are_over(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        account(session, clock.now())
        for _ in range(10):
            attempt(session, clock, right=False)
        assert attempt(session, clock, right=True) is Refusal.LOCKED
        clock.advance(minutes=30)
        assert isinstance(attempt(session, clock, right=True), Entry)


def test_tries_while_locked_do_not_make_the_lock_longer(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        for _ in range(10):
            attempt(session, clock, right=False)
        clock.advance(minutes=29)
        assert attempt(session, clock, right=False) is Refusal.LOCKED
        clock.advance(minutes=1)
        assert isinstance(attempt(session, clock, right=True), Entry)


def test_however_the_email_is_written_it_is_one_row_of_tries(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        for number in range(10):
            attempt(session, clock, right=False, email=EMAIL.upper() if number % 2 else f" {EMAIL}")
        assert attempt(session, clock, right=True) is Refusal.LOCKED


def test_the_right_password_ends_the_row(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        for _ in range(2):
            for _ in range(9):
                attempt(session, clock, right=False)
            assert isinstance(attempt(session, clock, right=True), Entry)


@pytest.mark.parametrize(
    ("state", "where"),
    [
        (AccountState.INCOMPLETE, Destination.WIZARD),
        (AccountState.PENDING, Destination.STATUS),
        (AccountState.DENIED, Destination.STATUS),
        (AccountState.ACTIVE, Destination.DASHBOARD),
    ],
)
def test_each_state_is_let_in_to_where_it_belongs(
    database: Database, clock: FixedClock, state: AccountState, where: Destination
) -> None:
    with database.writing() as session:
        account(session, clock.now()).state = state
        outcome = attempt(session, clock, right=True)
        assert isinstance(outcome, Entry) and outcome.destination is where


def test_a_deactivated_account_is_let_in_nowhere(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now()).state = AccountState.DEACTIVATED
        assert attempt(session, clock, right=True) == Entry(Destination.NOWHERE)
        assert not session.exec(select(ResidentSession)).all()
        assert attempt(session, clock, right=False) is Refusal.WRONG


def test_every_state_has_a_place() -> None:
    places = {gate.destination(state) for state in AccountState}
    assert places == set(Destination) - {Destination.SECOND_STEP}


def test_a_stored_password_is_found_by_the_email_however_it_is_written(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        made = account(session, clock.now())
        assert sign_ins.stored(session, " MARISOL@Example.com ") == Stored(made.id, made.public_id, password_hash())
        assert sign_ins.stored(session, "nobody@example.com") == Stored()


OLD = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def sign_in_with_old_hash(session: Session, clock: FixedClock, *, right: bool, compared: str = OLD) -> Account:
    owner = account(session, clock.now())
    record = session.exec(select(PasswordRecord)).one()
    owner.password_hash = record.password_hash = OLD
    session.flush()
    tried = PasswordTry(EMAIL, Stored(owner.id, owner.public_id, compared), right, renewed=password_hash())
    sign_ins.attempt(session, tried, mailer(), clock.now())
    session.flush()
    session.refresh(owner)
    session.refresh(record)
    assert owner.password_hash == record.password_hash
    return owner


def test_a_stronger_hash_takes_the_old_ones_place(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = sign_in_with_old_hash(session, clock, right=True)
        assert owner.password_hash == password_hash() and hasher().verify(owner.password_hash, PASSWORD)


def test_a_wrong_password_changes_no_hash(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        assert sign_in_with_old_hash(session, clock, right=False).password_hash == OLD


def test_a_password_changed_in_the_meantime_is_not_undone(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        assert sign_in_with_old_hash(session, clock, right=True, compared="another").password_hash == OLD


class TestDoors:
    """A stranger can neither guess on nor keep the owner out of a device the account was signed in with."""

    def test_a_stranger_locks_only_unknown_devices(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            account(session, clock.now())
            for _ in range(50):
                attempt(session, clock, right=False)
            assert attempt(session, clock, right=True) is Refusal.LOCKED
            assert isinstance(attempt(session, clock, right=True, device="my laptop"), Entry)

    def test_an_owner_who_gets_in_opens_nothing_to_the_stranger(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            account(session, clock.now())
            for _ in range(10):
                attempt(session, clock, right=False)
            attempt(session, clock, right=True, device="my laptop")
            assert attempt(session, clock, right=True) is Refusal.LOCKED

    def test_a_known_device_locks_after_ten_wrong_tries_of_its_own(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            account(session, clock.now())
            for _ in range(10):
                attempt(session, clock, right=False, device="my laptop")
            assert attempt(session, clock, right=True, device="my laptop") is Refusal.LOCKED
            assert isinstance(attempt(session, clock, right=True, device="my phone"), Entry)
            assert isinstance(attempt(session, clock, right=True), Entry)

    def test_the_try_that_locks_is_told_to_the_owner_once(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            account(session, clock.now())
            for _ in range(12):
                attempt(session, clock, right=False)
                attempt(session, clock, right=False, email="nobody@example.com")
            assert [mail.kind for mail in mails(session)][1:] == ["account-locked"]
            assert mails(session, "nobody@example.com") == []
