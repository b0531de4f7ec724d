"""An identity is a provider and what it calls somebody. It opens the account it was given to, whatever the email."""

from dataclasses import replace

import pytest

from css.accounts import identities
from css.accounts.identities import AnotherAccounts, Told
from css.core.clock import FixedClock
from css.core.db import Database
from css.core.providers import Provider
from css.models import Account
from tests.accounts.app_desk import told as told_by_mail
from tests.accounts.desk import EMAIL, mails
from tests.accounts.email_desk import ADA, NEW, change, undo
from tests.accounts.social_desk import (
    APPLE,
    FACEBOOK,
    GOOGLE,
    MICROSOFT,
    UNKNOWN,
    accounts,
    add,
    identity,
    open_new,
    owned,
    social_account,
)
from tests.builders import account

HOUR = 3600


def test_the_account_is_found_by_what_the_provider_calls_somebody_and_never_by_the_email(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        owner = social_account(session, clock)
        renamed = identities.find(session, replace(GOOGLE, email=UNKNOWN, vouched=False))
        assert renamed and renamed.account_id == owner.id
        assert identities.find(session, replace(GOOGLE, subject="1002")) is None


def test_the_same_subject_at_two_providers_is_two_people(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        marisol = social_account(session, clock)
        assert identities.find(session, MICROSOFT) is None
        mirabel = social_account(session, clock, replace(MICROSOFT, email=UNKNOWN))
        assert owned(session, marisol) == [("google", "1001")]
        assert owned(session, mirabel) == [("microsoft", "1001")]


def test_a_subject_is_told_apart_by_every_letter_of_it(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        social_account(session, clock, replace(GOOGLE, subject="aBc"))
        for other in ("abc", "aBc ", " aBc", "aBç", "aB", ""):
            assert identities.find(session, replace(GOOGLE, subject=other)) is None


def test_the_second_sign_in_notes_when_and_which_email_the_provider_says_now(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        owner, found = social_account(session, clock), identity(session)
        assert (found.email, found.created_at, found.last_used_at) == (EMAIL, clock.now(), clock.now())
        clock.advance(hours=5)
        assert identities.owner_of(session, found, replace(GOOGLE, email=UNKNOWN), clock.now()) == owner
        session.flush()
        session.refresh(found)
        assert (found.email, found.last_used_at) == (UNKNOWN, clock.now())
        assert owner.email == EMAIL  # which the provider has no say in


def test_an_identity_that_was_removed_while_its_owner_came_back_opens_nothing(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        social_account(session, clock)
        session.commit()
    with database.reading() as session:
        seen = identity(session)
    with database.writing() as session:
        session.delete(identity(session))
        session.flush()
        assert identities.owner_of(session, seen, GOOGLE, clock.now()) is None


def test_a_vouched_email_opens_an_account_without_a_password_with_its_own_identity(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        made = social_account(session, clock)
        assert (made.email, made.email_key, made.name, made.state) == (EMAIL, EMAIL, "Marisol Peña", "incomplete")
        assert made.password_hash is None and owned(session, made) == [("google", "1001")]
        assert mails(session) == []  # they know: they have just pressed the button


def test_it_opens_it_once(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        made = social_account(session, clock)
        assert open_new(session, clock) is None
        assert accounts(session) == [made] and owned(session, made) == [("google", "1001")]


@pytest.mark.parametrize("email", [EMAIL, EMAIL.upper(), "ｍarisol@example.com"])
def test_an_email_that_somebody_has_is_never_opened_however_it_is_written(
    database: Database, clock: FixedClock, email: str
) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        assert open_new(session, clock, replace(GOOGLE, email=email)) is None
        assert accounts(session) == [owner] and owned(session, owner) == []


def test_an_identity_that_opens_an_account_opens_no_other_for_another_email(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        made = social_account(session, clock)
        assert open_new(session, clock, replace(GOOGLE, email=UNKNOWN)) is None
        session.commit()  # what was undone must not come back with it
    with database.reading() as session:
        assert [one.email for one in accounts(session)] == [EMAIL]
        assert owned(session, made) == [("google", "1001")]


class TestAdding:
    def test_it_opens_the_account_from_then_on_and_the_owner_is_told(
        self, database: Database, clock: FixedClock
    ) -> None:
        with database.writing() as session:
            owner = account(session, clock.now())
            assert add(session, clock, owner, replace(MICROSOFT, email=UNKNOWN))
            assert identity(session, MICROSOFT).account_id == owner.id
            assert told_by_mail(session) == ["Microsoft was added to your account"]
            assert owner.email == EMAIL and mails(session, UNKNOWN) == []

    def test_a_second_time_changes_nothing_and_tells_nobody(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            owner = account(session, clock.now())
            add(session, clock, owner)
            before = identity(session, MICROSOFT).model_dump()
            clock.advance(hours=1)
            assert not add(session, clock, owner, replace(MICROSOFT, email=UNKNOWN))
            session.refresh(identity(session, MICROSOFT))
            assert identity(session, MICROSOFT).model_dump() == before
            assert len(told_by_mail(session)) == 1

    def test_one_that_opens_another_account_stays_there(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            owner, ada = social_account(session, clock), account(session, clock.now(), ADA)
            with pytest.raises(AnotherAccounts):
                add(session, clock, ada, GOOGLE)
            assert owned(session, owner) == [("google", "1001")] and owned(session, ada) == []
            assert told_by_mail(session, ADA.email) == []

    def test_an_account_may_have_one_of_each_provider_and_two_of_one(
        self, database: Database, clock: FixedClock
    ) -> None:
        with database.writing() as session:
            owner = account(session, clock.now())
            for one in (GOOGLE, APPLE, MICROSOFT, FACEBOOK, replace(GOOGLE, subject="1002")):
                assert add(session, clock, owner, one)
            assert owned(session, owner) == [*((one, "1001") for one in Provider), ("google", "1002")]


class TestAnEmailChangeThatIsUndone:
    """What was added 72 hours before the change, or since, may be a thief's."""

    @pytest.fixture
    def others(self) -> list[Told]:
        return [replace(GOOGLE, subject=str(number)) for number in range(3)]

    def test_it_takes_the_identities_that_were_added_since_and_keeps_the_older(
        self, database: Database, clock: FixedClock, others: list[Told]
    ) -> None:
        kept, lately, after = others
        with database.writing() as session:
            owner = account(session, clock.now())
            add(session, clock, owner, kept)
            clock.advance(seconds=1)
            add(session, clock, owner, lately)
            clock.advance(hours=72)
            link = change(session, owner, clock)
            clock.advance(hours=1)
            add(session, clock, owner, after)
            undo(session, link, clock)
            assert owned(session, owner) == [("google", kept.subject)]

    def test_it_takes_nobody_elses(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            owner, ada = account(session, clock.now()), account(session, clock.now(), ADA)
            add(session, clock, ada)
            undo(session, change(session, owner, clock), clock)
            assert owned(session, ada) == [("microsoft", "1001")]

    def test_a_change_that_stands_takes_none(self, database: Database, clock: FixedClock) -> None:
        with database.writing() as session:
            owner: Account = social_account(session, clock)
            change(session, owner, clock)
            assert owner.email == NEW and owned(session, owner) == [("google", "1001")]
