"""Another email for an account: proven by its own code, told to the old address; two accounts never get one address."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from css.accounts import locks
from css.accounts.changes.email_changes import SameAddress, Taken, masked
from css.accounts.codes.challenges import CodeOutcome, TooManyCodes
from css.accounts.codes.code_flows import CodeFlow
from css.accounts.emails import email_key
from css.accounts.locks import Door
from css.core import tokens
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import (
    Account,
    AuditEntry,
    AuditValue,
    ChallengePurpose,
    CodeRequest,
    EmailChange,
    ResidentSession,
)
from tests.accounts.desk import EMAIL, begin, code, mails, resume, wrong
from tests.accounts.email_desk import ADA, NEW, ask, change, enter, kinds, open_session
from tests.accounts.test_parallel_recovery import at_once
from tests.builders import Person, account, mailer


def test_the_code_goes_to_the_new_address_and_nowhere_else(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = ask(session, account(session, clock.now()), clock)
        assert kinds(session, NEW) == ["verification-code"] and kinds(session, EMAIL) == ["verification-code"]
        assert "the one that your account signs in with" in mails(session, NEW)[0].text
        assert enter(session, clock, token, code(session, NEW)) is CodeOutcome.RIGHT


def test_an_address_that_has_an_account_is_told_so_and_no_code_fits(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        account(session, clock.now(), ADA)
        monkeypatch.setattr(tokens, "new_code", lambda: "424242")
        token = ask(session, owner, clock, ADA.email)
        assert kinds(session, ADA.email)[-1] == "address-taken"
        assert not re.search(r"\d{6}", mails(session, ADA.email)[-1].text)
        assert enter(session, clock, token, "424242") is CodeOutcome.WRONG
        assert CodeFlow(session, mailer(), clock.now(), token).email == ADA.email


def test_a_resend_goes_to_the_new_address_too(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = ask(session, account(session, clock.now()), clock)
        clock.advance(seconds=30)
        CodeFlow(session, mailer(), clock.now(), token).resend()
        assert kinds(session, NEW) == ["verification-code"] * 2


@pytest.mark.parametrize("same", [EMAIL, EMAIL.upper(), f" {EMAIL}"])
def test_the_address_that_it_has_is_no_new_one(database: Database, clock: FixedClock, same: str) -> None:
    with database.writing() as session, pytest.raises(SameAddress):
        ask(session, account(session, clock.now()), clock, same)


def test_only_the_last_address_that_was_asked_for_can_be_proven(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        first = ask(session, owner, clock, "first@example.org")
        its_code = code(session, "first@example.org")
        second = ask(session, owner, clock)
        assert enter(session, clock, first, its_code) is CodeOutcome.SPENT
        assert enter(session, clock, second, code(session, NEW)) is CodeOutcome.RIGHT


def test_asking_again_leaves_a_code_for_another_purpose_alone(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        token = CodeFlow(session, mailer(), clock.now(), None).begin(ChallengePurpose.SIGN_IN, EMAIL, language="en")
        right = code(session)
        ask(session, owner, clock)
        assert enter(session, clock, token, right) is CodeOutcome.RIGHT


def test_five_codes_an_hour_to_one_address(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        for _ in range(5):
            ask(session, owner, clock)
        with pytest.raises(TooManyCodes):
            ask(session, owner, clock)


def test_the_code_lets_nobody_choose_a_password(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = ask(session, account(session, clock.now()), clock)
        enter(session, clock, token, code(session, NEW))
        assert CodeFlow(session, mailer(), clock.now(), token).proven() is None


def test_the_account_has_the_new_email_and_both_addresses_are_told(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        public_id = change(session, owner, clock, "Peña.M@Example.org")
        session.expire_all()
        found = session.exec(select(Account)).one()
        assert (found.email, found.email_key) == ("Peña.M@Example.org", email_key("Peña.M@Example.org"))
        old, new = mails(session)[-1], mails(session, "Peña.M@Example.org")[-1]
        assert (old.kind, new.kind) == ("email-changed", "email-is-yours")
        for text in (old.text, old.html):
            assert "P•••@Example.org" in text and "Peña" not in text
            assert f"http://localhost/email/undo/{public_id}" in text
            assert "November 20, 2026, 9:00 am PST" in text and "November 23, 2026, 9:00 am PST" in text
        assert old.give_up_at == clock.now() + timedelta(hours=72)
        assert "/email/undo" not in new.text + new.html and EMAIL not in new.text + new.html


@pytest.mark.parametrize(
    ("email", "shown"),
    [("marisol@example.com", "m•••@example.com"), ("a@b.co", "a•••@b.co"), ("o'hara@x.co", "o•••@x.co")],
)
def test_a_masked_address_shows_its_first_letter_and_its_domain(email: str, shown: str) -> None:
    assert masked(email) == shown


def test_sessions_codes_and_locks_of_before_end(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        open_session(session, owner, clock)
        CodeFlow(session, mailer(), clock.now(), None).begin(ChallengePurpose.RESET, EMAIL, language="en")
        for _ in range(10):
            locks.failed(session, Door("resident", NEW), clock.now())  # a stranger, while nobody had it
            session.flush()
        change(session, owner, clock)
        assert session.exec(select(ResidentSession)).all() == [] == session.exec(select(CodeRequest)).all()
        assert not locks.is_locked(session, Door("resident", NEW), clock.now())


def test_the_audit_has_the_act_and_keeps_the_addresses_apart(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        change(session, owner, clock)
        entry = session.exec(select(AuditEntry)).one()
        assert (entry.action, entry.actor_id, entry.subject_id) == ("email.changed", owner.public_id, owner.public_id)
        assert entry.fields == ["email"]
        value = session.exec(select(AuditValue)).one()
        assert (value.before, value.after) == (EMAIL, NEW)


def test_an_address_that_was_taken_meanwhile_changes_nothing(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        open_session(session, owner, clock)
        account(session, clock.now(), Person(email=NEW))
        with pytest.raises(Taken):
            change(session, owner, clock)
        assert owner.email == EMAIL
        session.commit()
    with database.reading() as session:
        assert set(session.exec(select(Account.email))) == {EMAIL, NEW}
        assert session.exec(select(ResidentSession)).one() and not session.exec(select(EmailChange)).all()
        assert "email-changed" not in kinds(session, EMAIL)


@pytest.mark.parametrize("_round", range(3))
def test_of_two_accounts_that_want_one_address_at_once_one_gets_it(
    database: Database, clock: FixedClock, _round: int
) -> None:
    codes = []
    with database.writing() as session:
        for owner in (account(session, clock.now()), account(session, clock.now(), ADA)):
            codes.append((ask(session, owner, clock), code(session, NEW)))
        session.commit()

    def prove(session: Session, token: str, typed: str) -> str:
        proof = CodeFlow(session, mailer(), clock.now(), token).verify(typed)
        assert proof.account
        try:
            change(session, proof.account, clock)
        except Taken:
            return "taken"
        return "changed"

    outcomes = at_once(database, *[lambda session, one=one: prove(session, *one) for one in codes])
    assert outcomes == Counter({"changed": 1, "taken": 1})
    with database.reading() as session:
        assert session.exec(select(Account.email).where(Account.email_key == NEW)).all() == [NEW]


def test_a_sign_up_for_the_address_that_comes_later_opens_nothing(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        token = begin(session, clock.now(), NEW)
        right = code(session, NEW)
        change(session, owner, clock)
        proof = resume(session, clock.now(), token).verify(right)
        assert proof.outcome is CodeOutcome.RIGHT and proof.account is None


def test_a_wrong_code_proves_no_address(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = ask(session, account(session, clock.now()), clock)
        assert enter(session, clock, token, wrong(code(session, NEW))) is CodeOutcome.WRONG
