"""Signing in with a password: who is let in, who is refused, and that nobody learns which emails have accounts."""

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session, select

from css.accounts import gate, sign_ins
from css.accounts.gate import Destination, Entry
from css.accounts.sign_ins import PasswordTry, Refusal
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, PasswordRecord, ResidentSession
from tests.accounts.desk import EMAIL
from tests.builders import PASSWORD, account, hasher, password_hash


def attempt(
    session: Session, clock: FixedClock, *, right: bool, email: str = EMAIL, keep: bool = False
) -> Entry | Refusal:
    account_id, compared = sign_ins.stored_password(session, email)
    tried = PasswordTry(email, account_id, right, compared)
    outcome = sign_ins.attempt(session, tried, keep=keep, device="a test", now=clock.now(), replaced=None)
    session.flush()
    return outcome


def test_the_right_password_lets_in(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        outcome = attempt(session, clock, right=True)
        assert isinstance(outcome, Entry) and outcome.destination is Destination.WIZARD and outcome.token


def test_a_wrong_password_and_an_unknown_email_are_told_alike(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        for _ in range(10):
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
        assert attempt(session, clock, right=True) is Refusal.DEACTIVATED
        assert not session.exec(select(ResidentSession)).all()
        assert attempt(session, clock, right=False) is Refusal.WRONG


def test_every_state_has_a_place() -> None:
    assert {gate.destination(state) for state in AccountState} == set(Destination)


def test_a_stored_password_is_found_by_the_email_however_it_is_written(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        made = account(session, clock.now())
        assert sign_ins.stored_password(session, " MARISOL@Example.com ") == (made.id, password_hash())
        assert sign_ins.stored_password(session, "nobody@example.com") == (None, None)


OLD = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def sign_in_with_old_hash(session: Session, clock: FixedClock, *, right: bool, compared: str = OLD) -> Account:
    owner = account(session, clock.now())
    record = session.exec(select(PasswordRecord)).one()
    owner.password_hash = record.password_hash = OLD
    session.flush()
    tried = PasswordTry(EMAIL, owner.id, right, compared, renewed=password_hash())
    sign_ins.attempt(session, tried, keep=False, device="", now=clock.now(), replaced=None)
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
