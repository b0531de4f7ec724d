"""What the tests of pages share: the portal, browsers, what somebody types, what a page says, who is signed in."""

import html
import re
from dataclasses import replace
from functools import cache

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from css.accounts import sessions
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, OutboxMessage, Role
from css.registrations import drafts
from css.web import cookies
from tests import builders
from tests.builders import PASSWORD
from tests.conftest import NOW
from tests.html import StrictClient

EMAIL = "marisol@example.com"
SIGN_UP = {
    "email": EMAIL,
    "first_name": "Marisol",
    "last_name": "Peña",
    "mobile_phone": "760-555-0142",
    "password": PASSWORD,
}
SIGN_IN = {"email": EMAIL, "password": PASSWORD}
RESIDENT = cookies.RESIDENT.name
STAFF = cookies.STAFF.name


@cache
def _portal() -> Flask:
    return builders.portal(Database("sqlite://"), FixedClock(NOW))


@pytest.fixture
def app(sqlite_database: Database, clock: FixedClock) -> Flask:
    """The portal on an empty database, without CSRF. It is put together once: that takes longer than most tests."""
    made = _portal()
    made.extensions["css"] = replace(made.extensions["css"], database=sqlite_database, clock=clock)
    made.config["WTF_CSRF_ENABLED"] = False
    made.test_client_class = StrictClient
    return made


@pytest.fixture
def new_app(sqlite_database: Database, clock: FixedClock) -> Flask:
    """A portal of its own, for a test that changes it."""
    return builders.portal(sqlite_database, clock)


@pytest.fixture
def visitor(app: Flask) -> StrictClient:
    return builders.client(app)


@pytest.fixture
def guarded(app: Flask) -> StrictClient:
    """A browser of a portal that asks for CSRF tokens."""
    app.config["WTF_CSRF_ENABLED"] = True
    return builders.client(app)


def resident(
    database: Database, clock: FixedClock, state: AccountState = AccountState.INCOMPLETE, email: str = EMAIL
) -> Account:
    """An account with its draft, in this state."""
    with database.writing() as session:
        made = builders.account(session, clock.now(), builders.Person(email=email))
        drafts.begin(session, made, builders.jurisdiction(), language="en", mobile_phone="", now=clock.now())
        made.state = state
        session.commit()
        return made


def signed_in(client: FlaskClient, database: Database, account: Account, clock: FixedClock) -> str:
    """A session of this account in this browser; returns its token."""
    with database.writing() as session:
        token = sessions.open_resident(session, account, keep=False, device="a test", now=clock.now())
        session.commit()
    client.set_cookie(RESIDENT, token)
    return token


def staff_signed_in(client: FlaskClient, database: Database, clock: FixedClock, role: Role = Role.REVIEWER) -> str:
    """A staff member's session in this browser; returns its token."""
    with database.writing() as session:
        member = builders.staff_member(session, clock.now(), role=role)
        token = sessions.open_staff(session, member, now=clock.now())
        session.commit()
    client.set_cookie(STAFF, token)
    return token


def mails(database: Database, email: str = EMAIL) -> list[OutboxMessage]:
    """What was mailed to somebody, oldest first."""
    with database.reading() as session:
        theirs = select(OutboxMessage).where(OutboxMessage.recipient == email).order_by(col(OutboxMessage.id))
        return list(session.exec(theirs))


def code(database: Database, email: str = EMAIL) -> str:
    """The code in the last mail."""
    found = re.search(r"\b\d{6}\b", mails(database, email)[-1].text)
    assert found
    return found[0]


def all_of(session: Session, table: type) -> list[object]:
    return list(session.exec(select(table)))


def heading(answer: TestResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


def problems(answer: TestResponse) -> list[str]:
    """What the summary on top of the page says, without the names of the fields that stand before."""
    found = re.search(r'<div class="error-summary".*?</div>', answer.text, re.DOTALL)
    items = re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL) if found else []
    return [html.unescape(re.sub(r"<[^>]+>|^[^<]*(?=<a)", "", item)).strip() for item in items]


def beside(answer: TestResponse, field: str) -> str:
    """The message in a field's own region."""
    found = re.search(rf'<div class="error" id="{field}-error"[^>]*>(.*?)</div>', answer.text, re.DOTALL)
    assert found, f"no message region for {field}"
    return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip()


def value(answer: TestResponse, field: str) -> str:
    """What a box on the page holds."""
    tag = re.search(rf'<input[^>]*\bname="{field}"[^>]*>', answer.text)
    assert tag, f"no box for {field}"
    found = re.search(r'\bvalue="([^"]*)"', tag[0])
    return html.unescape(found[1]) if found else ""


def csrf_token(answer: TestResponse) -> str:
    return value(answer, "csrf_token")


def without_tokens(answer: TestResponse) -> str:
    """The page but for what is random in it."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text)
