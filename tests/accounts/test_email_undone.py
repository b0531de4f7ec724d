"""A change of email taken back: once, within 72 hours, and with it whatever a thief could have."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from css.accounts import locks, owners
from css.accounts.changes import email_changes
from css.accounts.changes.email_changes import Over, Taken, Unknown
from css.accounts.codes.code_flows import CodeFlow
from css.accounts.locks import Door
from css.core import tokens
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import (
    Account,
    AccountState,
    AuditEntry,
    AuditValue,
    AuthenticatorApp,
    EmailChange,
    Passkey,
    PasswordRecord,
    RecoveryCode,
    Registration,
    ResidentSession,
)
from tests.accounts.app_desk import give_app
from tests.accounts.desk import EMAIL, code
from tests.accounts.email_desk import ADA, NEW, ask, change, kinds, open_session, undo
from tests.accounts.test_parallel_recovery import at_once
from tests.builders import account, draft, mailer, waiting

HOUR = 3600


def add_passkey(session: Session, owner: Account, clock: FixedClock) -> None:
    known = {"credential_id": tokens.new_token(), "public_key": b"key", "sign_count": 0, "name": "Phone"}
    made = Passkey(public_id=tokens.new_public_id(), account_id=owner.id, created_at=clock.now(), **known)
    session.add(made)


def added(session: Session) -> tuple[object, object]:
    """The passkey and the app that there are."""
    return session.exec(select(Passkey.id)).one(), session.exec(select(AuthenticatorApp.id)).one()


def test_the_old_address_comes_back_and_the_password_that_was_known_goes(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        link = change(session, owner, clock)
        open_session(session, owner, clock)
        doors = (Door("resident", EMAIL), Door(owners.of_account(owner).door().kind, EMAIL))
        for door in doors:
            for _ in range(10):
                locks.failed(session, door, clock.now())
                session.flush()
        found = undo(session, link, clock)
        assert (found.email, found.email_key, found.password_hash) == (EMAIL, EMAIL, None)
        assert session.exec(select(PasswordRecord)).one()
        assert session.exec(select(ResidentSession)).all() == []
        assert not any(locks.is_locked(session, door, clock.now()) for door in doors)
        assert kinds(session, NEW)[-1] == "email-change-undone"
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "email.change-undone")).one()
        value = session.exec(select(AuditValue).where(AuditValue.entry_id == entry.id)).one()
        assert (value.before, value.after) == (NEW, EMAIL)


def test_it_works_once_and_for_72_hours(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        link = change(session, owner, clock)
        clock.advance(seconds=72 * HOUR - 1)
        undo(session, link, clock)
        with pytest.raises(Over):
            undo(session, link, clock)
        link = change(session, owner, clock)
        clock.advance(seconds=72 * HOUR)
        with pytest.raises(Over):
            undo(session, link, clock)
        assert owner.email == NEW


def test_looking_changes_nothing(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        link = change(session, owner, clock)
        for _ in range(2):
            assert email_changes.find(session, link, clock.now()).ended_at is None
        assert not session.dirty and owner.email == NEW


@pytest.mark.parametrize("public_id", ["", "nobody", "x" * 20])
def test_a_change_that_never_was_is_unknown(database: Database, clock: FixedClock, public_id: str) -> None:
    with database.writing() as session, pytest.raises(Unknown):
        undo(session, public_id, clock)


def test_the_link_of_a_thiefs_address_in_between_is_dead(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        mine = change(session, owner, clock, "thief@example.org")
        clock.advance(minutes=5)
        thiefs = change(session, owner, clock, "thief-too@example.org")
        assert undo(session, mine, clock).email == EMAIL
        with pytest.raises(Over):
            undo(session, thiefs, clock)
        assert owner.email == EMAIL and kinds(session, "thief-too@example.org")[-1] == "email-change-undone"


def test_an_address_that_was_taken_back_by_hand_gets_no_link(database: Database, clock: FixedClock) -> None:
    """A thief's, which would work for longer than the owner's own."""
    with database.writing() as session:
        owner = account(session, clock.now())
        mine = change(session, owner, clock, "thief@example.org")
        clock.advance(seconds=10 * HOUR)
        assert change(session, owner, clock, EMAIL) == ""
        assert kinds(session, "thief@example.org")[-1] == "email-change-undone"
        assert undo(session, mine, clock).email == EMAIL


def test_the_link_of_an_address_in_between_does_not_outlive_the_first(database: Database, clock: FixedClock) -> None:
    """The thief changes it, the owner to a third address; the thief takes that back when the owner's link is over."""
    with database.writing() as session:
        owner = account(session, clock.now())
        mine = change(session, owner, clock, "thief@example.org")
        clock.advance(seconds=10 * HOUR)
        thiefs = change(session, owner, clock, "pena@example.net")
        clock.advance(seconds=63 * HOUR)
        assert undo(session, thiefs, clock).email == "thief@example.org"
        assert kinds(session, EMAIL)[-1] == "email-changed"
        clock.advance(seconds=71 * HOUR)
        assert undo(session, mine, clock).email == EMAIL


def test_what_a_thief_added_before_the_first_change_goes_though_a_later_one_was_undone(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        add_passkey(session, owner, clock)
        clock.advance(seconds=65 * HOUR)
        mine = change(session, owner, clock, "thief@example.org")
        clock.advance(seconds=8 * HOUR)
        undo(session, change(session, owner, clock, "thief-too@example.org"), clock)
        clock.advance(minutes=10)
        undo(session, mine, clock)
        assert session.exec(select(Passkey)).all() == []


def test_no_link_is_renewed_for_the_address_that_has_it_again(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        change(session, owner, clock)
        change(session, owner, clock, EMAIL)
        third = change(session, owner, clock, "pena@example.net")
        told = kinds(session, EMAIL).count("email-changed")
        assert undo(session, third, clock).email == EMAIL
        assert kinds(session, EMAIL).count("email-changed") == told


def test_an_earlier_link_still_works_after_a_later_one(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        first = change(session, owner, clock, "b@example.org")
        second = change(session, owner, clock, "c@example.org")
        assert undo(session, second, clock).email == "b@example.org"
        assert undo(session, first, clock).email == EMAIL


def test_another_accounts_changes_are_left_alone(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        mine = change(session, account(session, clock.now()), clock)
        theirs = change(session, account(session, clock.now(), ADA), clock, "ada@example.org")
        undo(session, mine, clock)
        assert undo(session, theirs, clock).email == ADA.email


def test_the_address_that_has_registered_anew_cannot_come_back(database: Database, clock: FixedClock) -> None:
    """Whoever has the old mailbox may register with it anew; then there are two accounts, and the city must help."""
    with database.writing() as session:
        owner = account(session, clock.now())
        link = change(session, owner, clock)
        waiting(session, clock.now())
        with pytest.raises(Taken):
            undo(session, link, clock)
        assert owner.email == NEW and owner.password_hash


def test_what_was_only_begun_with_the_address_since_gives_way(database: Database, clock: FixedClock) -> None:
    """Its owner could not get in and pressed the button of a provider, say; that must not cost them their account."""
    with database.writing() as session:
        owner = account(session, clock.now())
        link = change(session, owner, clock)
        draft(session, clock.now())
        assert email_changes.gives_way(session, email_changes.find(session, link, clock.now()))
        assert undo(session, link, clock).id == owner.id and owner.email == EMAIL
        assert session.exec(select(Account.id)).all() == [owner.id]
        assert session.exec(select(Registration.id)).all() == []


def test_what_staff_asked_more_about_was_submitted_and_stays(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        link = change(session, account(session, clock.now()), clock)
        again = session.get_one(Registration, waiting(session, clock.now()).registration_id)
        session.get_one(Account, again.account_id).state = AccountState.INCOMPLETE
        with pytest.raises(Taken):
            undo(session, link, clock)


def test_who_changed_back_by_themselves_can_still_undo_what_a_thief_may_know(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        link = change(session, owner, clock)
        change(session, owner, clock, EMAIL)
        assert undo(session, link, clock).password_hash is None
        assert "email-change-undone" not in kinds(session, EMAIL)


def test_what_was_added_within_72_hours_before_or_since_is_removed(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())

        def add() -> None:
            add_passkey(session, owner, clock)
            give_app(session, owners.of_account(owner), clock)
            session.flush()

        add()
        kept = added(session)
        clock.advance(seconds=1)
        add()
        clock.advance(seconds=72 * HOUR)
        link = change(session, owner, clock)
        clock.advance(seconds=HOUR)
        add()
        undo(session, link, clock)
        assert added(session) == kept
        assert session.exec(select(RecoveryCode)).all() == []  # the thief may have made new ones


def test_with_the_last_app_its_recovery_codes_go(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, ada = account(session, clock.now()), account(session, clock.now(), ADA)
        for one in (owner, ada):
            give_app(session, owners.of_account(one), clock)
        undo(session, change(session, owner, clock), clock)
        assert set(session.exec(select(RecoveryCode.account_id))) == {ada.id}
        assert session.exec(select(AuthenticatorApp.account_id)).all() == [ada.id]


def test_pressed_six_times_at_once_it_is_undone_once(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        link = change(session, account(session, clock.now()), clock)
        session.commit()

    def press(session: Session) -> str:
        try:
            return undo(session, link, clock).email
        except Over:
            return "over"

    assert at_once(database, *[press] * 6) == {EMAIL: 1, "over": 5}


def test_a_code_of_the_thief_that_is_entered_meanwhile_waits_or_is_worth_nothing(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        owner = account(session, clock.now())
        link = change(session, owner, clock)
        token = ask(session, owner, clock, "thief@example.org")
        right = code(session, "thief@example.org")
        session.commit()

    def steal(session: Session) -> str:
        proof = CodeFlow(session, mailer(), clock.now(), token).verify(right)
        if proof.account is None:
            return "nothing"
        change(session, proof.account, clock, "thief@example.org")
        return "stolen"

    at_once(database, lambda session: undo(session, link, clock).email, steal)
    with database.reading() as session:
        assert session.exec(select(Account.email)).one() == EMAIL


def test_what_is_thirty_days_old_is_forgotten(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        change(session, account(session, clock.now()), clock)
        email_changes.purge(session, clock.now() + timedelta(days=29))
        assert session.exec(select(EmailChange)).one()
        email_changes.purge(session, clock.now() + timedelta(days=30))
        assert session.exec(select(EmailChange)).all() == []
