"""What the tests of authenticator apps at the dashboard share."""

import re

import pytest
from sqlmodel import select

from css.accounts import apps, owners
from css.accounts.apps import Offer
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, AuthenticatorApp
from tests import builders
from tests.accounts.app_desk import add
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


def secret(page: str) -> str:
    """The key that stands on the page, to be typed by hand."""
    found = re.search(r'<p class="key">(.*?)</p>', page, re.DOTALL)
    assert found
    return "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", found[1]))


def codes(page: str) -> list[str]:
    return re.findall(r"<li>([2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z]{4})</li>", page)


def kept(database: Database) -> list[AuthenticatorApp]:
    with database.reading() as session:
        return list(session.exec(select(AuthenticatorApp)))


def has_app(database: Database, clock: FixedClock, account: Account, number: int = 1) -> Offer:
    """The account has so many apps; returns the first one's offer."""
    with database.writing() as session:
        owner, first = owners.of_account(account), apps.offer()
        for offer in (first, *(apps.offer(with_codes=False) for _ in range(number - 1))):
            add(session, owner, offer, clock)
        session.commit()
    return first


def lets_in(visitor: StrictClient, code: str) -> None:
    """After signing out, and in again with the password."""
    visitor.post("/sign-out")
    visitor.post("/sign-in/password", data={"email": EMAIL, "password": builders.PASSWORD})
    assert visitor.post("/sign-in/second-step", data={"code": code}).location == "/dashboard"
