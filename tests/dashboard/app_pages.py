"""What the tests of authenticator apps at the dashboard share."""

import pytest
from sqlmodel import select

from css.accounts import owners
from css.accounts.second_factor.apps import Offer
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, AuthenticatorApp
from tests import builders
from tests.accounts.app_desk import give_app
from tests.html import StrictClient
from tests.web.visits import EMAIL, resident, signed_in

LIST = "/dashboard/authenticators"
NEW, CODES = f"{LIST}/app", f"{LIST}/recovery-codes"
BOTH = pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])


@pytest.fixture
def marisol(visitor: StrictClient, sqlite_database: Database, clock: FixedClock) -> Account:
    """Signed in just now."""
    account = resident(sqlite_database, clock, AccountState.ACTIVE)
    signed_in(visitor, sqlite_database, account, clock)
    return account


def kept(database: Database) -> list[AuthenticatorApp]:
    with database.reading() as session:
        return list(session.exec(select(AuthenticatorApp)))


def has_app(database: Database, clock: FixedClock, account: Account, number: int = 1) -> Offer:
    """The account has so many apps; returns the first one's offer."""
    with database.writing() as session:
        offers = [give_app(session, owners.of_account(account), clock) for _ in range(number)]
        session.commit()
    return offers[0]


def lets_in(visitor: StrictClient, code: str) -> None:
    """After signing out, and in again with the password."""
    visitor.post("/sign-out")
    visitor.post("/sign-in/password", data={"email": EMAIL, "password": builders.PASSWORD})
    assert visitor.post("/sign-in/second-step", data={"code": code}).location == "/dashboard"
