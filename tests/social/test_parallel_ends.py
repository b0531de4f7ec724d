"""Whoever ends every session of an account is waited for: what was about to be added or proven then is not."""

import pytest
from sqlmodel import Session, delete

from css.accounts.changes import password_changes
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, AuthenticatorApp, Identity, Passkey
from tests import builders
from tests.accounts import email_desk
from tests.accounts.authenticator import Device
from tests.at_once import meanwhile
from tests.social.people import FACEBOOK, NAMELESS, Visitor, give, opens, rows
from tests.social.test_parallel_arrivals import LIST, Act, app, visitor
from tests.totp import shown
from tests.web.offers import secret
from tests.web.visits import EMAIL, resident, signed_in, value

__all__ = ["app", "visitor"]


def identity(thief: Visitor, _clock: FixedClock) -> Act:
    thief.come(FACEBOOK, NAMELESS, adding=True)
    return lambda: thief.post("/social/add")


def passkey(thief: Visitor, _clock: FixedClock) -> Act:
    credential = Device().make(thief.client.get(f"{LIST}/passkey/options").text)
    return lambda: thief.post(f"{LIST}/passkey", credential=credential, name="Mine")


def authenticator_app(thief: Visitor, clock: FixedClock) -> Act:
    page = thief.client.get(f"{LIST}/app")
    typed = {"offer": value(page, "offer"), "name": "Mine", "code": shown(secret(page.text), clock.now())}
    return lambda: thief.post(f"{LIST}/app", **typed)


def new_password(session: Session, owner: Account, _change: str, clock: FixedClock) -> None:
    hashed = builders.password_hash()
    password_changes.change(session, owner, hashed, mailer=builders.mailer(), now=clock.now())


def undone_email(session: Session, _owner: Account, change: str, clock: FixedClock) -> None:
    email_desk.undo(session, change, clock)


ADDS = {"identity": identity, "passkey": passkey, "app": authenticator_app}
ENDS = {"a new password": new_password, "the email taken back": undone_email}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("what", ADDS)
def test_what_is_added_while_the_owner_ends_every_session_waits_and_is_not_added(
    visitor: Visitor, database: Database, clock: FixedClock, what: str, end: str
) -> None:
    """A thief in the owner's session has begun to add a way in that would stay."""
    owner = resident(database, clock, AccountState.ACTIVE)
    with database.writing() as session:
        change = email_desk.change(session, session.get_one(Account, owner.id), clock)
        session.commit()
    signed_in(visitor.client, database, owner, clock)
    add = ADDS[what](visitor, clock)
    with database.writing() as session:
        ENDS[end](session, session.get_one(Account, owner.id), change, clock)
        session.flush()
        with meanwhile(database, add) as answer:
            session.commit()
            assert answer().location == "/sign-in"
    assert [len(rows(database, table)) for table in (Identity, Passkey, AuthenticatorApp)] == [0, 0, 0]
    assert visitor.get("/dashboard").asks_to_sign_in


@pytest.mark.parametrize("what", ADDS)
def test_the_same_is_added_where_nobody_ends_the_session(
    visitor: Visitor, database: Database, clock: FixedClock, what: str
) -> None:
    signed_in(visitor.client, database, resident(database, clock, AccountState.ACTIVE), clock)
    assert ADDS[what](visitor, clock)().location.startswith(LIST)
    assert sum(len(rows(database, table)) for table in (Identity, Passkey, AuthenticatorApp)) == 1


def test_a_code_entered_while_a_new_password_is_chosen_waits_and_is_worth_nothing(
    visitor: Visitor, database: Database, clock: FixedClock
) -> None:
    """Both want the account and what was begun for it, in the same order: nobody waits for ever."""
    owner = resident(database, clock, AccountState.ACTIVE)
    typed = visitor.come_and_give(EMAIL)
    with database.writing() as session:
        session.get(Account, owner.id, with_for_update=True)
        with meanwhile(database, lambda: visitor.post("/verify", code=typed)) as answer:
            new_password(session, session.get_one(Account, owner.id), "", clock)
            session.commit()
            assert answer().location == "/sign-up"
    assert opens(database) == [] and not visitor.is_in


def test_an_identity_that_is_just_being_removed_lets_nobody_in(
    visitor: Visitor, database: Database, clock: FixedClock
) -> None:
    owner = resident(database, clock, AccountState.ACTIVE)
    give(database, clock, owner)
    with database.writing() as session:
        session.get(Account, owner.id, with_for_update=True)
        session.exec(delete(Identity))
        with meanwhile(database, visitor.come) as answer:
            session.commit()
            assert answer().location == "/social"
    assert visitor.sees("/social") == "You have an account already" and not visitor.is_in
