"""The ways into one account change in several windows at the same moment: none is added twice, and one always stays."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import Session

from css.accounts import identities, proofs
from css.accounts.authenticators import LastWayIn
from css.accounts.identities import AnotherAccounts, Told
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account
from tests.accounts.app_desk import told as told_by_mail
from tests.accounts.desk import mails
from tests.accounts.email_desk import ADA
from tests.accounts.social_desk import (
    GOOGLE,
    MICROSOFT,
    UNKNOWN,
    accounts,
    add,
    come,
    identity,
    owned,
    passkey,
    remove,
    resume,
    social_account,
)
from tests.accounts.test_parallel_identities import opening
from tests.accounts.test_parallel_recovery import at_once
from tests.accounts.test_sign_ins import attempt
from tests.builders import account

rounds = pytest.mark.parametrize("_round", range(3))


@pytest.fixture
def owner(database: Database, clock: FixedClock) -> Account:
    """Marisol, who has one identity and nothing else."""
    with database.writing() as session:
        made = social_account(session, clock)
        session.commit()
        return made


class TestAdding:
    @rounds
    def test_by_two_windows_adds_it_once(
        self, database: Database, clock: FixedClock, _round: int, owner: Account
    ) -> None:
        def adding(session: Session) -> str:
            return "added" if add(session, clock, session.get_one(Account, owner.id)) else "there"

        assert at_once(database, *[adding] * 5) == {"added": 1, "there": 4}
        with database.reading() as session:
            assert told_by_mail(session) == ["Microsoft was added to your account"]

    @rounds
    def test_to_two_accounts_adds_it_to_one(
        self, database: Database, clock: FixedClock, _round: int, owner: Account
    ) -> None:
        with database.writing() as session:
            ada = account(session, clock.now(), ADA)
            session.commit()

        def adding(whose: Account) -> Callable[[Session], str]:
            def run(session: Session) -> str:
                try:
                    add(session, clock, session.get_one(Account, whose.id))
                except AnotherAccounts:
                    return "another's"
                return "added"

            return run

        assert at_once(database, adding(owner), adding(ada)) == {"added": 1, "another's": 1}
        with database.reading() as session:
            assert len(told_by_mail(session)) + len(told_by_mail(session, ADA.email)) == 1

    @pytest.mark.parametrize("_round", range(5))
    def test_what_a_new_password_ended_meanwhile_is_not_added_any_more(
        self, database: Database, clock: FixedClock, _round: int, owner: Account
    ) -> None:
        people = [replace(MICROSOFT, subject=str(number)) for number in range(5)]
        with database.writing() as session:
            tokens = [come(session, clock, told, owner=owner) for told in people]
            session.commit()
        there_were = []

        def forget(session: Session) -> str:
            account = session.get(Account, owner.id, with_for_update=True)
            assert account
            there_were.append(len(owned(session, account)))
            proofs.forget(session, account)
            return "forgotten"

        def adding(token: str) -> Callable[[Session], str]:
            def run(session: Session) -> str:
                came = resume(session, clock, token)
                if came.told is None or not came.is_for(owner.id or 0):
                    return "gone"
                add(session, clock, session.get_one(Account, owner.id), came.told)
                return "added"

            return run

        outcomes = at_once(database, forget, *map(adding, tokens))
        assert outcomes["added"] + outcomes["gone"] == len(people)
        with database.reading() as session:
            assert [len(owned(session, owner))] == there_were

    @rounds
    def test_while_it_opens_an_account_elsewhere_ends_with_one_of_both(
        self, database: Database, clock: FixedClock, _round: int, owner: Account
    ) -> None:
        told = replace(MICROSOFT, email=UNKNOWN)

        def adding(session: Session) -> str:
            try:
                add(session, clock, session.get_one(Account, owner.id), told)
            except AnotherAccounts:
                return "asked"
            return "opened"

        assert at_once(database, adding, opening(clock, told)) == {"opened": 1, "asked": 1}
        with database.reading() as session:
            opens = identity(session, told).account_id
            assert (opens == owner.id) is (len(accounts(session)) == 1)


class TestRemoving:
    def removing(self, clock: FixedClock, owner: Account, told: Told = GOOGLE) -> Callable[[Session], str]:
        def run(session: Session) -> str:
            found = identities.find(session, told)
            if found is None:
                return "gone"
            try:
                remove(session, clock, session.get_one(Account, owner.id), found)
            except LastWayIn:
                return "stays"
            return "removed"

        return run

    @rounds
    def test_both_of_two_identities_leaves_one(
        self, database: Database, clock: FixedClock, _round: int, owner: Account
    ) -> None:
        with database.writing() as session:
            add(session, clock, session.get_one(Account, owner.id))
            session.commit()
        acts = (self.removing(clock, owner), self.removing(clock, owner, MICROSOFT))
        assert at_once(database, *acts) == {"removed": 1, "stays": 1}
        with database.reading() as session:
            assert len(owned(session, owner)) == 1

    @rounds
    def test_the_identity_and_the_passkey_leaves_one(
        self, database: Database, clock: FixedClock, _round: int, owner: Account
    ) -> None:
        with database.writing() as session:
            key = passkey(session, clock, owner)
            session.commit()

        def other(session: Session) -> str:
            try:
                remove(session, clock, session.get_one(Account, owner.id), session.merge(key))
            except LastWayIn:
                return "stays"
            return "removed"

        assert at_once(database, other, self.removing(clock, owner)) == {"removed": 1, "stays": 1}

    @rounds
    def test_one_in_many_windows_tells_the_owner_once(
        self, database: Database, clock: FixedClock, _round: int, owner: Account
    ) -> None:
        with database.writing() as session:
            add(session, clock, session.get_one(Account, owner.id))
            session.commit()
        outcomes = at_once(database, *[self.removing(clock, owner)] * 5)
        assert "stays" not in outcomes
        with database.reading() as session:
            assert told_by_mail(session).count("Google was removed from your account") == 1
            assert owned(session, owner) == [("microsoft", "1001")]

    @rounds
    def test_one_while_its_owner_comes_back_lets_in_before_it_or_not_at_all(
        self, database: Database, clock: FixedClock, _round: int, owner: Account
    ) -> None:
        with database.writing() as session:
            add(session, clock, session.get_one(Account, owner.id))
            session.commit()

        def back(session: Session) -> str:
            found = identities.find(session, GOOGLE)
            return "in" if found and identities.owner_of(session, found, GOOGLE, clock.now()) else "out"

        outcomes = at_once(database, self.removing(clock, owner), *[back] * 4)
        assert outcomes["removed"] == 1 and outcomes["in"] + outcomes["out"] == 4


def test_a_password_is_tried_many_times_at_once_and_the_owner_is_told_of_the_buttons_once(
    database: Database, clock: FixedClock, owner: Account
) -> None:
    outcomes = at_once(database, *[lambda session: str(attempt(session, clock, right=False))] * 8)
    assert outcomes == {"wrong": 8}
    with database.reading() as session:
        assert [mail.kind for mail in mails(session)].count("no-password") == 1
