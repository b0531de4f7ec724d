"""Somebody came from a provider, and a code proves the email they give: it opens an account, or lets into one."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from css.accounts import proofs
from css.accounts.codes.challenges import CodeOutcome, TooManyCodes, TooSoon
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Challenge
from tests.accounts import desk
from tests.accounts.desk import EMAIL, code, mails, wrong
from tests.accounts.email_desk import kinds
from tests.accounts.social_desk import (
    APPLE,
    FACEBOOK,
    GOOGLE,
    UNKNOWN,
    accounts,
    ask,
    come,
    enter,
    open_new,
    owned,
    prove,
    resume,
    waiting,
)
from tests.builders import account


def test_the_right_code_opens_an_account_for_the_email_that_was_given_with_its_own_identity(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        token = ask(session, clock)
        flow = resume(session, clock, token)
        proof = flow.verify(code(session))
        session.flush()
        assert proof.outcome is CodeOutcome.RIGHT and not flow.is_of_an_account
        (made,) = accounts(session)
        assert proof.account == made and owned(session, made) == [("facebook", "1001")]
        assert (made.email, made.name, made.password_hash, made.state) == (EMAIL, "Marisol Peña", None, "incomplete")


def test_where_the_email_has_an_account_the_code_lets_into_it_and_opens_none(
    database: Database, clock: FixedClock
) -> None:
    """The identity is added by whoever lets them in: an app may be asked for first."""
    with database.writing() as session:
        owner = account(session, clock.now())
        flow = resume(session, clock, ask(session, clock))
        proof = flow.verify(code(session))
        session.flush()
        assert (proof.outcome, proof.account, flow.is_of_an_account) == (CodeOutcome.RIGHT, owner, True)
        assert accounts(session) == [owner] and owned(session, owner) == []


@pytest.mark.parametrize("known", [True, False])
def test_a_code_is_mailed_whatever_the_address_has_and_the_mail_says_what_it_is_for(
    database: Database, clock: FixedClock, known: bool
) -> None:
    with database.writing() as session:
        if known:
            account(session, clock.now())
        ask(session, clock)
        mail = mails(session)[-1]
        assert mail.kind == "verification-code" and len(mails(session)) == 1 + known
        assert "sign in here with Facebook as you" in mail.text
        assert "http" not in mail.text  # nothing to press: the code proves, in the browser that asked


def test_it_goes_to_the_address_as_the_account_has_it(database: Database, clock: FixedClock) -> None:
    """One that is alike may be written otherwise, and be somebody else's mailbox."""
    with database.writing() as session:
        account(session, clock.now())
        token = ask(session, clock, EMAIL.upper())
        assert mails(session, EMAIL.upper()) == [] and kinds(session, EMAIL) == ["verification-code"] * 2
        assert enter(session, clock, token, code(session)).account


def test_nothing_is_mailed_before_an_address_is_given(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        for told in (GOOGLE, APPLE, FACEBOOK):
            assert not resume(session, clock, come(session, clock, told)).email
        assert mails(session) == [] and session.exec(select(Challenge)).all() == []


def test_another_address_kills_the_older_code_and_is_the_one_that_is_opened(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        token = ask(session, clock)
        old = code(session)
        prove(session, clock, token, UNKNOWN)
        if old != code(session, UNKNOWN):
            assert enter(session, clock, token, old).outcome is CodeOutcome.WRONG
        enter(session, clock, token, code(session, UNKNOWN))
        assert [one.email for one in accounts(session)] == [UNKNOWN]


def test_an_accounts_code_does_not_open_the_address_that_was_given_after_it(
    database: Database, clock: FixedClock
) -> None:
    """And the other way round: what is proven is the address of the newest code, and the account that had it."""
    with database.writing() as session:
        owner = account(session, clock.now())
        token = ask(session, clock)
        prove(session, clock, token, UNKNOWN)
        enter(session, clock, token, code(session, UNKNOWN))
        assert [one.email for one in accounts(session)] == [EMAIL, UNKNOWN] and owned(session, owner) == []


def test_the_same_address_again_waits_like_a_resend_and_another_does_not(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = ask(session, clock)
        old = code(session)
        with pytest.raises(TooSoon):
            prove(session, clock, token, EMAIL.upper())
        with pytest.raises(TooSoon):
            resume(session, clock, token).resend()
        prove(session, clock, token, UNKNOWN)
        clock.advance(seconds=30)
        prove(session, clock, token)
        assert len(mails(session)) == 2
        assert enter(session, clock, token, code(session)).account
        assert enter(session, clock, token, old).outcome is CodeOutcome.SPENT


def test_five_codes_an_hour_whoever_asks_for_them(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())  # its sign-up took one
        for _ in range(4):
            ask(session, clock)
        with pytest.raises(TooManyCodes):
            ask(session, clock, EMAIL.upper())


def test_five_wrong_codes_end_it_and_ten_minutes_too(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = ask(session, clock)
        right = code(session)
        outcomes = [enter(session, clock, token, wrong(right)).outcome for _ in range(5)]
        assert outcomes == [CodeOutcome.WRONG] * 4 + [CodeOutcome.SPENT]
        assert enter(session, clock, token, right).outcome is CodeOutcome.SPENT
        token = ask(session, clock)
        clock.advance(minutes=10)
        assert enter(session, clock, token, code(session)).outcome is CodeOutcome.EXPIRED
        assert accounts(session) == []


@pytest.mark.parametrize("known", [True, False])
def test_a_code_works_once(database: Database, clock: FixedClock, known: bool) -> None:
    with database.writing() as session:
        if known:
            account(session, clock.now())
        token = ask(session, clock)
        assert enter(session, clock, token, code(session)).account
        again = enter(session, clock, token, code(session))
        assert (again.outcome, again.account) == (CodeOutcome.SPENT, None)


def test_a_code_works_only_in_the_browser_that_asked(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        ask(session, clock)
        mine = code(session)
        clock.advance(seconds=1)
        theirs = ask(session, clock)
        if mine != code(session):  # one in a million
            assert enter(session, clock, theirs, mine).outcome is CodeOutcome.WRONG
        for token in (None, "", "guessed"):
            flow = resume(session, clock, token)
            assert flow.told is None and flow.verify(mine).outcome is CodeOutcome.SPENT
            with pytest.raises(LookupError):
                flow.prove(EMAIL)


def test_the_browsers_secret_is_not_stored(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = come(session, clock)
        assert token not in str(waiting(session)[0].model_dump())


def test_it_lives_for_an_hour_and_is_purged_then(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = ask(session, clock)
        clock.advance(minutes=59, seconds=59)
        proofs.purge(session, clock.now())
        assert resume(session, clock, token).told == FACEBOOK
        clock.advance(seconds=1)
        assert resume(session, clock, token).told is None
        proofs.purge(session, clock.now())
        assert waiting(session) == []
        assert session.exec(select(Challenge)).one().social_sign_in_id is None  # it still counts against floods


def test_what_the_provider_said_is_kept_as_it_was_said(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        for told in (GOOGLE, APPLE, FACEBOOK):
            assert resume(session, clock, come(session, clock, told)).told == told


class TestAnUnprovenSignUp:
    """It neither takes over what comes from a provider, nor is it taken over: whoever proves the email first has it."""

    def test_one_begun_before_gets_no_account_of_the_vouched_email(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            strangers = desk.begin(session, clock.now(), first_name="Stranger")
            mailed = code(session)
            made = open_new(session, clock)
            assert made and made.password_hash is None and made.first_name == "Marisol"
            assert self.late(session, clock, strangers, mailed)
            assert made.password_hash is None and owned(session, made) == [("google", "1001")]

    def test_one_begun_before_gets_no_account_whose_code_was_entered(
        self, database: Database, clock: FixedClock
    ) -> None:
        with database.writing() as session:
            strangers = desk.begin(session, clock.now())
            mailed = code(session)
            made = enter(session, clock, ask(session, clock), code(session)).account
            assert made and self.late(session, clock, strangers, mailed)
            assert made.password_hash is None

    def test_one_begun_while_the_code_was_on_its_way_gets_none_either(
        self, database: Database, clock: FixedClock
    ) -> None:
        with database.writing() as session:
            token = ask(session, clock)
            mine = code(session)
            strangers = desk.begin(session, clock.now() + timedelta(minutes=1))
            mailed = code(session)
            made = enter(session, clock, token, mine).account
            assert made and self.late(session, clock, strangers, mailed)
            assert owned(session, made) == [("facebook", "1001")]

    def test_one_begun_afterwards_is_told_by_mail_alone(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            open_new(session, clock)
            desk.begin(session, clock.now())
            assert kinds(session, EMAIL) == ["account-exists"]

    def test_its_code_is_not_the_other_ones(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            strangers, token = desk.begin(session, clock.now()), ask(session, clock)
            its, mine = (
                next(word for word in mail.text.split() if word.isdigit() and len(word) == 6) for mail in mails(session)
            )
            if its == mine:  # one in a million
                pytest.skip("both codes are the same")
            assert desk.resume(session, clock.now(), strangers).verify(mine).outcome is CodeOutcome.WRONG
            assert enter(session, clock, token, its).outcome is CodeOutcome.WRONG
            assert accounts(session) == []

    def test_one_that_was_proven_first_has_the_email_and_is_not_entered(
        self, database: Database, clock: FixedClock
    ) -> None:
        """The code was right, but it was mailed when nobody had the address: it proves nothing of this account."""
        with database.writing() as session:
            token = ask(session, clock)
            mine = code(session)
            owner = account(session, clock.now() + timedelta(minutes=1))
            late = enter(session, clock, token, mine)
            assert (late.outcome, late.account) == (CodeOutcome.RIGHT, None)
            assert open_new(session, clock) is None
            assert accounts(session) == [owner] and owned(session, owner) == [] and owner.password_hash

    def late(self, session: Session, clock: FixedClock, token: str, mailed: str) -> bool:
        """Whether the sign-up's own code opens nothing any more."""
        proof = desk.resume(session, clock.now(), token).verify(mailed)
        session.flush()
        return proof.outcome is CodeOutcome.RIGHT and proof.account is None and len(accounts(session)) == 1
