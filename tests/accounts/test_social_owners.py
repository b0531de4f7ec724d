"""Whose account an identity may be added to: its owner began it or proved to be the owner, and nobody else's."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from css.accounts import proofs
from css.accounts.changes import password_changes
from css.accounts.codes.social_flows import Need
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account
from tests.accounts.desk import EMAIL, code
from tests.accounts.email_desk import ADA, change, undo
from tests.accounts.social_desk import (
    APPLE,
    FACEBOOK,
    GOOGLE,
    MICROSOFT,
    UNKNOWN,
    accounts,
    ask,
    come,
    enter,
    owned,
    prove,
    resume,
    social_account,
    waiting,
)
from tests.builders import account, mailer, password_hash

UNVOUCHED = replace(GOOGLE, vouched=False)


def is_for(session: Session, clock: FixedClock, token: str, owner: Account) -> bool:
    return resume(session, clock, token).is_for(owner.id or 0)


@pytest.fixture
def people(database: Database, clock: FixedClock) -> tuple[Account, Account]:
    """Marisol and Ada, who have accounts."""
    with database.writing() as session:
        made = account(session, clock.now()), account(session, clock.now(), ADA)
        session.commit()
        return made


def test_what_an_owner_began_is_for_that_owner(
    database: Database, clock: FixedClock, people: tuple[Account, Account]
) -> None:
    marisol, ada = people
    with database.writing() as session:
        for told in (FACEBOOK, replace(GOOGLE, email=ADA.email)):  # even where the email is another's
            token = come(session, clock, told, owner=marisol)
            assert is_for(session, clock, token, marisol) and not is_for(session, clock, token, ada)
            assert resume(session, clock, token).is_of_an_account


def test_a_vouched_email_is_for_whoever_has_it_now(
    database: Database, clock: FixedClock, people: tuple[Account, Account]
) -> None:
    marisol, ada = people
    with database.writing() as session:
        token = come(session, clock, GOOGLE)
        assert is_for(session, clock, token, marisol) and not is_for(session, clock, token, ada)
        change(session, session.merge(marisol), clock)
        assert not is_for(session, clock, token, marisol)


def test_an_email_that_nobody_vouches_for_is_for_nobody_until_its_code_is_entered(
    database: Database, clock: FixedClock, people: tuple[Account, Account]
) -> None:
    marisol, ada = people
    with database.writing() as session:
        for told in (UNVOUCHED, FACEBOOK):
            token = come(session, clock, told)
            assert not is_for(session, clock, token, marisol)
            prove(session, clock, token)
            assert not is_for(session, clock, token, marisol)
            enter(session, clock, token, code(session))
            assert is_for(session, clock, token, marisol) and not is_for(session, clock, token, ada)
            clock.advance(minutes=1)


def test_whose_code_was_entered_counts_and_not_whose_email_the_provider_vouches_for(
    database: Database, clock: FixedClock, people: tuple[Account, Account]
) -> None:
    marisol, ada = people
    with database.writing() as session:
        token = ask(session, clock, ADA.email, GOOGLE)
        enter(session, clock, token, code(session, ADA.email))
        assert is_for(session, clock, token, ada) and not is_for(session, clock, token, marisol)


def test_another_address_is_not_agreed_to_by_the_code_of_the_first(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account(session, clock.now())
        ada = account(session, clock.now(), ADA)
        token = ask(session, clock)
        enter(session, clock, token, code(session))
        prove(session, clock, token, ADA.email)
        assert not resume(session, clock, token).is_for(ada.id or 0)


def test_nothing_is_added_before_somebody_agrees(
    database: Database, clock: FixedClock, people: tuple[Account, Account]
) -> None:
    with database.writing() as session:
        come(session, clock, GOOGLE, owner=people[0])
        enter(session, clock, ask(session, clock), code(session))
        assert owned(session, people[0]) == []


def test_it_opens_no_account_for_whoever_wanted_it_added_to_theirs(database: Database, clock: FixedClock) -> None:
    """Their session may have ended meanwhile; whoever sits there now is asked to sign in."""
    with database.writing() as session:
        ada = account(session, clock.now(), ADA)
        token = come(session, clock, GOOGLE, owner=ada)
        assert resume(session, clock, token).is_of_an_account and not resume(session, clock, token).email


@pytest.mark.parametrize(
    ("told", "need"),
    [
        (FACEBOOK, Need.EMAIL),
        (UNVOUCHED, Need.EMAIL),
        (replace(UNVOUCHED, email=UNKNOWN), Need.EMAIL),  # asked for alike, whoever has it
        (GOOGLE, Need.OWNER),
        (replace(GOOGLE, email=EMAIL.upper()), Need.OWNER),
        (APPLE, Need.CONSENT),
        (replace(GOOGLE, email=UNKNOWN), Need.CONSENT),
    ],
)
@pytest.mark.usefixtures("people")
def test_what_is_missing(database: Database, clock: FixedClock, told: object, need: Need) -> None:
    with database.writing() as session:
        assert resume(session, clock, come(session, clock, told)).need is need  # type: ignore[arg-type]


class TestYesToTheAddress:
    def test_it_opens_the_account(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            made = resume(session, clock, come(session, clock, APPLE)).open_vouched()
            assert made and made.email == APPLE.email and owned(session, made) == [("apple", "1001")]

    @pytest.mark.parametrize("told", [FACEBOOK, UNVOUCHED])
    def test_it_opens_nothing_for_an_address_that_nobody_vouches_for(
        self, database: Database, clock: FixedClock, told: object
    ) -> None:
        with database.writing() as session:
            assert resume(session, clock, come(session, clock, told)).open_vouched() is None  # type: ignore[arg-type]
            assert accounts(session) == []

    def test_it_opens_nothing_where_somebody_has_it_by_now(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            token = come(session, clock, GOOGLE)
            social_account(session, clock, MICROSOFT)
            flow = resume(session, clock, token)
            assert flow.open_vouched() is None and flow.need is Need.OWNER

    def test_without_the_browsers_secret_there_is_nobody(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            come(session, clock, APPLE)
            for token in (None, "", "guessed"):
                assert resume(session, clock, token).open_vouched() is None


def agreed(session: Session, clock: FixedClock) -> list[str]:
    """Browsers in which something is to be added to Marisol's account, or waits for its code."""
    owner = accounts(session)[0]
    entered = ask(session, clock)
    enter(session, clock, entered, code(session))
    return [come(session, clock, GOOGLE, owner=owner), entered, ask(session, clock)]


def test_a_new_password_ends_what_was_to_be_added(
    database: Database, clock: FixedClock, people: tuple[Account, Account]
) -> None:
    """Whoever knew the old one, or reads the mail, may have begun it."""
    marisol, ada = people
    with database.writing() as session:
        tokens, theirs = agreed(session, clock), come(session, clock, MICROSOFT, owner=ada)
        owner = session.get_one(Account, marisol.id)
        password_changes.change(session, owner, password_hash(), mailer=mailer(), now=clock.now())
        session.flush()
        assert [resume(session, clock, token).told for token in tokens] == [None] * 3
        assert is_for(session, clock, theirs, ada)


@pytest.mark.usefixtures("people")
def test_another_email_ends_it_and_so_does_the_way_back(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = accounts(session)[0]
        agreed(session, clock)
        link = change(session, owner, clock)
        assert waiting(session) == []
        come(session, clock, GOOGLE, owner=owner)
        undo(session, link, clock)
        assert waiting(session) == []


@pytest.mark.usefixtures("people")
def test_a_code_to_an_address_that_the_account_no_longer_has_is_worth_nothing(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        token = ask(session, clock)
        mine = code(session)
        change(session, accounts(session)[0], clock)
        proof = enter(session, clock, token, mine)
        assert proof.account is None and EMAIL not in [one.email for one in accounts(session)]


@pytest.mark.usefixtures("people")
def test_forgetting_leaves_what_is_nobodys(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        come(session, clock, APPLE)
        proofs.forget(session, accounts(session)[0])
        assert len(waiting(session)) == 1
