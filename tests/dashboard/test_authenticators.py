"""How a resident signs in: what there is of each kind, and what was added can be named and removed."""

import pytest
from flask import Flask
from sqlmodel import select

from css.accounts import identities, owners
from css.core import tokens
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import (
    Account,
    AccountState,
    AuditEntry,
    AuthenticatorApp,
    Identity,
    OutboxMessage,
    Passkey,
    RecoveryCode,
)
from tests import builders
from tests.accounts.app_desk import give_app
from tests.accounts.social_desk import GOOGLE
from tests.html import StrictClient
from tests.web.visits import app, heading, mails, resident, signed_in, visitor

__all__ = ["app", "visitor"]
LIST = "/dashboard/authenticators"


@pytest.fixture
def marisol(visitor: StrictClient, sqlite_database: Database, clock: FixedClock) -> Account:
    """Active and signed in, with a passkey, an identity and an app."""
    account = resident(sqlite_database, clock, AccountState.ACTIVE)
    signed_in(visitor, sqlite_database, account, clock)
    with sqlite_database.writing() as session:
        session.add(passkey(account, clock))
        identities.keep(session, account, GOOGLE, clock.now())
        give_app(session, owners.of_account(account), clock)
        session.commit()
    return account


def passkey(account: Account, clock: FixedClock, name: str = "Phone") -> Passkey:
    assert account.id
    public_id = tokens.new_public_id()
    return Passkey(
        public_id=public_id,
        account_id=account.id,
        credential_id=public_id,
        public_key=b"key",
        sign_count=0,
        name=name,
        created_at=clock.now(),
    )


def one(database: Database, table: type) -> object:
    with database.reading() as session:
        return session.exec(select(table)).one()


def at(database: Database, table: type[Passkey | Identity | AuthenticatorApp]) -> str:
    found = one(database, table)
    assert isinstance(found, Passkey | Identity | AuthenticatorApp)
    return f"{LIST}/{found.public_id}"


@pytest.mark.usefixtures("marisol")
@pytest.mark.parametrize("hx", [False, True])
def test_all_kinds_are_on_one_page(visitor: StrictClient, hx: bool) -> None:
    page = visitor.get(LIST, hx=hx)
    assert (page.status_code, heading(page)) == (200, "How you sign in")
    for said in ("Password", "Code by mail", "marisol@example.com", "Passkeys", "Phone", "Not used yet", "10 left"):
        assert said in page.text


@pytest.mark.usefixtures("marisol")
def test_the_dashboard_leads_there(visitor: StrictClient) -> None:
    assert f'href="{LIST}"' in visitor.get("/dashboard").text


def test_the_page_of_a_waiting_registration_leads_there(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    with sqlite_database.writing() as session:
        builders.waiting(session, clock.now())
        session.commit()
        account = session.exec(select(Account)).one()
    signed_in(visitor, sqlite_database, account, clock)
    assert f'href="{LIST}"' in visitor.get("/status").text


@pytest.mark.usefixtures("marisol")
@pytest.mark.parametrize("table", [Passkey, AuthenticatorApp])
def test_it_can_be_given_another_name(
    visitor: StrictClient, sqlite_database: Database, table: type[Passkey | AuthenticatorApp]
) -> None:
    page = at(sqlite_database, table)
    assert visitor.get(page).status_code == 200
    assert visitor.post(f"{page}/name", data={"name": "  Marisol’s   key "}).location == f"{LIST}?done=named"
    assert "Marisol’s key" in visitor.get(f"{LIST}?done=named").text
    for name in ("", " ", "x" * 101, "\x00", "\u202edlo"):
        refused = visitor.post(f"{page}/name", data={"name": name})
        assert refused.status_code == 422 and "error-summary" in refused.text


@pytest.mark.usefixtures("marisol")
@pytest.mark.parametrize(
    ("table", "mail", "action"),
    [
        (Passkey, "A passkey was removed", "passkey.removed"),
        (Identity, "Google was removed from your account", "identity.removed"),
        (AuthenticatorApp, "An authenticator app was removed", "app.removed"),
    ],
)
def test_it_can_be_removed_and_the_owner_is_told(
    visitor: StrictClient,
    sqlite_database: Database,
    table: type[Passkey | Identity | AuthenticatorApp],
    mail: str,
    action: str,
) -> None:
    page = at(sqlite_database, table)
    assert visitor.post(f"{page}/remove").location == f"{LIST}?done=removed"
    assert visitor.get(page).status_code == 404 and visitor.post(f"{page}/remove").status_code == 404
    assert mails(sqlite_database)[-1].subject == mail
    with sqlite_database.reading() as session:
        assert session.exec(select(table)).all() == []
        assert action in [entry.action for entry in session.exec(select(AuditEntry))]


@pytest.mark.usefixtures("marisol")
def test_with_the_last_app_go_its_recovery_codes(visitor: StrictClient, sqlite_database: Database) -> None:
    visitor.post(f"{at(sqlite_database, AuthenticatorApp)}/remove")
    with sqlite_database.reading() as session:
        assert session.exec(select(RecoveryCode)).all() == []
    assert "Recovery codes" not in visitor.get(LIST).text


@pytest.mark.usefixtures("marisol")
def test_nobody_reaches_what_is_anothers(app: Flask, sqlite_database: Database, clock: FixedClock) -> None:
    stranger = builders.client(app)
    ada = resident(sqlite_database, clock, AccountState.ACTIVE, email="ada@example.com")
    signed_in(stranger, sqlite_database, ada, clock)
    for table in (Passkey, Identity, AuthenticatorApp):
        page = at(sqlite_database, table)
        for answer in (
            stranger.get(page),
            stranger.post(f"{page}/name", data={"name": "mine"}),
            stranger.post(f"{page}/remove"),
        ):
            assert answer.status_code == 404
    assert "Phone" not in stranger.get(LIST).text and "Google" not in stranger.get(LIST).text


@pytest.mark.usefixtures("marisol")
def test_after_ten_minutes_they_are_asked_again_who_they_are(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    page = at(sqlite_database, Passkey)
    clock.advance(minutes=10)
    assert visitor.get(LIST).status_code == 200
    asked = "/dashboard/confirm?to=authenticators.index"
    assert visitor.get(page).location == asked
    assert visitor.post(f"{page}/remove").location == asked
    assert one(sqlite_database, Passkey)
    assert [mail.kind for mail in all_mail(sqlite_database)].count("authenticator-changed") == 1  # when it was added


def all_mail(database: Database) -> list[OutboxMessage]:
    with database.reading() as session:
        return list(session.exec(select(OutboxMessage)))
