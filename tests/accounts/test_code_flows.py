"""A code by mail to enter, to unlock or to choose a new password: alike for every email, good once and here alone."""

import re

import pytest
from sqlmodel import Session, select

from css.accounts import locks
from css.accounts.codes import code_flows
from css.accounts.codes.challenges import CodeOutcome, TooManyCodes, TooSoon
from css.accounts.codes.code_flows import CodeFlow
from css.accounts.locks import Door
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Challenge, ChallengePurpose, CodeRequest
from tests.accounts.desk import EMAIL, code, mails, wrong
from tests.builders import account, mailer

PURPOSES = (ChallengePurpose.SIGN_IN, ChallengePurpose.UNLOCK, ChallengePurpose.RESET)
UNKNOWN = "nobody@example.com"


def ask(
    session: Session, clock: FixedClock, email: str = EMAIL, purpose: ChallengePurpose = ChallengePurpose.RESET
) -> str:
    token = CodeFlow(session, mailer(), clock.now(), None).begin(purpose, email, language="en")
    session.flush()
    return token


def resume(session: Session, clock: FixedClock, token: str | None) -> CodeFlow:
    return CodeFlow(session, mailer(), clock.now(), token)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_right_code_proves_the_email(database: Database, clock: FixedClock, purpose: ChallengePurpose) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        token = ask(session, clock, purpose=purpose)
        proof = resume(session, clock, token).verify(code(session))
        assert (proof.outcome, proof.account) == (CodeOutcome.RIGHT, owner)


def test_a_code_works_once(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        token = ask(session, clock)
        resume(session, clock, token).verify(code(session))
        assert resume(session, clock, token).verify(code(session)).outcome is CodeOutcome.SPENT


def test_a_code_works_only_in_the_browser_that_asked(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        ask(session, clock)
        mine = code(session)
        theirs = ask(session, clock)
        assert resume(session, clock, theirs).verify(mine).outcome is CodeOutcome.WRONG
        assert not resume(session, clock, None).email
        assert not resume(session, clock, "forged").email


def test_another_accounts_code_proves_nothing(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        token = ask(session, clock)
        ask(session, clock, UNKNOWN)
        assert resume(session, clock, token).verify(wrong(code(session))).account is None


def test_five_wrong_codes_end_it_and_ten_minutes_too(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        token = ask(session, clock)
        right = code(session)
        outcomes = [resume(session, clock, token).verify(wrong(right)).outcome for _ in range(5)]
        assert outcomes == [CodeOutcome.WRONG] * 4 + [CodeOutcome.SPENT]
        assert resume(session, clock, token).verify(right).outcome is CodeOutcome.SPENT
        token = ask(session, clock)
        clock.advance(minutes=10)
        assert resume(session, clock, token).verify(code(session)).outcome is CodeOutcome.EXPIRED


def test_an_unknown_email_is_asked_for_a_code_that_no_code_is(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = ask(session, clock, UNKNOWN)
        flow = resume(session, clock, token)
        assert flow.email == UNKNOWN and flow.seconds_to_wait == 30
        assert [mail.kind for mail in mails(session, UNKNOWN)] == ["no-account"]
        assert not re.search(r"\d{6}", mails(session, UNKNOWN)[0].text)
        assert flow.verify("000000").outcome is CodeOutcome.WRONG


def test_the_mail_goes_to_the_address_as_it_was_proven(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        ask(session, clock, EMAIL.upper())
        assert mails(session, EMAIL.upper()) == []
        assert mails(session)[-1].kind == "verification-code"


def test_a_new_code_kills_the_old_and_must_be_waited_for(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        token = ask(session, clock)
        old = code(session)
        with pytest.raises(TooSoon):
            resume(session, clock, token).resend()
        clock.advance(seconds=30)
        resume(session, clock, token).resend()
        session.flush()
        assert resume(session, clock, token).verify(old).outcome is CodeOutcome.WRONG
        assert resume(session, clock, token).verify(code(session)).outcome is CodeOutcome.RIGHT


def test_five_codes_an_hour_whatever_they_are_for(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())  # its sign-up took one
        for purpose in (*PURPOSES, ChallengePurpose.RESET):
            ask(session, clock, purpose=purpose)
        with pytest.raises(TooManyCodes):
            ask(session, clock)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_right_code_opens_every_door_of_the_account(
    database: Database, clock: FixedClock, purpose: ChallengePurpose
) -> None:
    doors = [Door("resident", EMAIL), Door("resident", EMAIL, "my laptop")]
    with database.writing() as session:
        account(session, clock.now())
        for door in (*doors, Door("resident", UNKNOWN), Door("staff", EMAIL)):
            for _ in range(10):
                locks.failed(session, door, clock.now())
                session.flush()
        token = ask(session, clock, purpose=purpose)
        resume(session, clock, token).verify(code(session))
        assert [locks.is_locked(session, door, clock.now()) for door in doors] == [False, False]
        assert locks.is_locked(session, Door("resident", UNKNOWN), clock.now())
        assert locks.is_locked(session, Door("staff", EMAIL), clock.now())


def test_a_password_may_be_chosen_for_ten_minutes_and_only_if_that_was_asked_for(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        token = ask(session, clock)
        assert resume(session, clock, token).proven() is None
        resume(session, clock, token).verify(code(session))
        clock.advance(minutes=9, seconds=59)
        assert resume(session, clock, token).proven() == owner
        clock.advance(seconds=1)
        assert resume(session, clock, token).proven() is None
        clock.advance(minutes=1)
        token = ask(session, clock, purpose=ChallengePurpose.UNLOCK)
        resume(session, clock, token).verify(code(session))
        assert resume(session, clock, token).proven() is None


def test_what_was_asked_for_an_hour_ago_is_forgotten(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        token = ask(session, clock)
        clock.advance(minutes=60)
        assert not resume(session, clock, token).email
        code_flows.purge(session, clock.now())
        assert session.exec(select(CodeRequest)).all() == []
        assert session.exec(select(Challenge).where(Challenge.purpose == "reset")).one().code_request_id is None
