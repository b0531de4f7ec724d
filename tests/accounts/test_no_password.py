"""An account without a password: on the page it is as every other; its owner is told by mail which button to press."""

import re
from dataclasses import replace

import pytest
from sqlmodel import Session

from css.accounts import locks
from css.accounts.locks import TELL_AGAIN_AFTER
from css.accounts.password import sign_ins
from css.accounts.password.sign_ins import PasswordTry, Refusal
from css.core.clock import FixedClock
from css.core.db import Database
from css.core.providers import Provider
from css.models import Account, OutboxMessage
from tests.accounts.desk import EMAIL, mails
from tests.accounts.email_desk import kinds
from tests.accounts.social_desk import (
    FACEBOOK,
    GOOGLE,
    MICROSOFT,
    UNKNOWN,
    add,
    identity,
    passkey,
    remove,
    social_account,
)
from tests.builders import account, mailer


def attempt(
    session: Session,
    clock: FixedClock,
    email: str = EMAIL,
    device: str = "",
    buttons: tuple[Provider, ...] = tuple(Provider),
) -> Refusal | Account:
    """Somebody types whatever it is."""
    tried = PasswordTry(email, sign_ins.stored(session, email), False, device, buttons=buttons)
    outcome = sign_ins.attempt(session, tried, mailer(), clock.now())
    session.flush()
    return outcome


def last_mail(session: Session) -> OutboxMessage:
    return mails(session)[-1]


def test_whatever_is_typed_is_wrong_as_for_everybody(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        social_account(session, clock)
        for email in (EMAIL, UNKNOWN):
            assert sign_ins.stored(session, email).password_hash is None
            assert attempt(session, clock, email=email) is Refusal.WRONG


def test_not_even_a_password_that_was_right_a_moment_ago_lets_in(database: Database, clock: FixedClock) -> None:
    """It was taken away while it was compared, as when a change of email is undone."""
    with database.writing() as session:
        owner = account(session, clock.now())
        tried = PasswordTry(EMAIL, sign_ins.stored(session, EMAIL), right=True)
        owner.password_hash = None
        session.flush()
        assert sign_ins.attempt(session, tried, mailer(), clock.now()) is Refusal.WRONG


def test_the_owner_is_told_once_a_day_which_buttons_let_them_in(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = social_account(session, clock)
        add(session, clock, owner, replace(FACEBOOK, subject="9"))
        add(session, clock, owner, replace(GOOGLE, subject="1002"))
        before = len(mails(session))
        for _ in range(5):
            attempt(session, clock)
        (mail,) = mails(session)[before:]
        assert mail.kind == "no-password" and "with Google or Facebook: press" in mail.text
        assert "Microsoft" not in mail.text and "/reset" in mail.text
        assert not re.search(r"\d{6}", mail.text)  # nothing in it lets anybody in
        clock.advance(seconds=TELL_AGAIN_AFTER.total_seconds() - 1)
        attempt(session, clock)
        assert len(mails(session)) == before + 1
        clock.advance(seconds=1)
        attempt(session, clock)
        assert kinds(session, EMAIL)[before:] == ["no-password"] * 2


def test_it_is_told_to_nobody_else(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        add(session, clock, owner, MICROSOFT)
        attempt(session, clock)
        attempt(session, clock, email=UNKNOWN)
        assert "no-password" not in kinds(session, EMAIL) and mails(session, UNKNOWN) == []


def test_the_mail_goes_to_the_address_as_it_was_proven(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        social_account(session, clock)
        attempt(session, clock, email=EMAIL.upper())
        assert mails(session, EMAIL.upper()) == [] and last_mail(session).kind == "no-password"


def test_where_no_button_is_left_the_mail_names_none(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = social_account(session, clock)
        attempt(session, clock, buttons=(Provider.APPLE,))
        passkey(session, clock, owner)
        remove(session, clock, owner, identity(session))
        clock.advance(hours=24)
        attempt(session, clock)
        for mail in (mails(session)[0], last_mail(session)):
            assert mail.kind == "no-password"
            assert "press that button" not in mail.text + mail.html


@pytest.mark.parametrize("device", ["", "my laptop"])
def test_ten_tries_lock_it_as_everybodys_and_the_owner_is_told_of_that_too(
    database: Database, clock: FixedClock, device: str
) -> None:
    with database.writing() as session:
        social_account(session, clock)
        alike = [[attempt(session, clock, email=one, device=device) for _ in range(12)]
                 for one in (EMAIL, UNKNOWN)]  # fmt: skip
        assert alike == [[Refusal.WRONG] * 9 + [Refusal.LOCKED] * 3] * 2
        assert kinds(session, EMAIL) == ["no-password", "account-locked"] and mails(session, UNKNOWN) == []
        clock.advance(minutes=30)
        assert attempt(session, clock, device=device) is Refusal.WRONG


def test_it_is_once_a_day_though_old_counts_are_forgotten(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        social_account(session, clock)
        attempt(session, clock)
        clock.advance(hours=24)
        attempt(session, clock)
        locks.purge(session, clock.now())
        clock.advance(seconds=1)
        attempt(session, clock)
        assert kinds(session, EMAIL) == ["no-password"] * 2
