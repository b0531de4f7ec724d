"""What the tests of the room's own pages share: a portal whose buttons lead to one provider, and its visitors."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from sqlmodel import SQLModel, select

from css.accounts import identities
from css.accounts.identities import Told
from css.core.clock import FixedClock
from css.core.db import Database
from css.core.providers import Provider
from css.models import Account, AccountState, AuditEntry, Identity
from css.social.protocol import clients
from css.web import cookies
from tests import builders
from tests.builders import PASSWORD
from tests.conftest import NOW
from tests.html import StrictClient
from tests.social.wicked import Wicked
from tests.web import providers
from tests.web.visits import EMAIL, code, mails, resident
from tests.wizard.browser import Page

GOOGLE, APPLE, MICROSOFT, FACEBOOK = Provider
ADA, NEW = "ada@example.com", "mirabel@example.com"
SUBJECT = "248289761001"
NAMES = {"given_name": "Marisol", "family_name": "Peña"}
VOUCHED: Mapping[str, Any] = {"email": EMAIL, "email_verified": True, **NAMES}
UNVOUCHED: Mapping[str, Any] = {"email": EMAIL, "email_verified": False, **NAMES}
NAMELESS: Mapping[str, Any] = {"name": "Marisol Peña"}
RELAY = "x7k2@privaterelay.appleid.com"
RELAYED: Mapping[str, Any] = {"email": RELAY, "email_verified": True, "is_private_email": True}
STATES = [AccountState.INCOMPLETE, AccountState.PENDING, AccountState.ACTIVE, AccountState.DENIED]
BELONGS = dict(zip(STATES, ("/registration", "/status", "/dashboard", "/status"), strict=True))
Row = TypeVar("Row", bound=SQLModel)


@cache
def _portal() -> Flask:
    return builders.portal(Database("sqlite://"), FixedClock(NOW), **providers.settings())


def portal(
    database: Database, clock: FixedClock, wicked: Wicked, buttons: tuple[Provider, ...] = tuple(Provider)
) -> Flask:
    """Put together once, on this database, with buttons that lead to this provider; without CSRF."""
    made, environment = _portal(), providers.settings(wicked.url, buttons)
    settings = builders.settings(CSS_LIMITS_SCALE="1000", **environment)
    made.extensions["css"] = replace(made.extensions["css"], database=database, clock=clock, settings=settings)
    made.config["WTF_CSRF_ENABLED"] = False
    clients.init_app(made)
    return made


@dataclass
class Visitor:
    """Somebody at a browser of their own, which asks for pages as HTMX does or plainly."""

    app: Flask
    wicked: Wicked
    hx: bool = False

    def __post_init__(self) -> None:
        self.client: StrictClient = builders.client(self.app)

    @property
    def database(self) -> Database:
        found: Database = self.app.extensions["css"].database
        return found

    def get(self, path: str) -> Page:
        return Page(self.client.get(path, hx=self.hx))

    def post(self, path: str, **typed: str) -> Page:
        return Page(self.client.post(path, data=typed, hx=self.hx))

    def leave(self, provider: Provider = GOOGLE, *, adding: bool = False) -> dict[str, str]:
        """What the provider is asked; a button is a plain link, whatever HTMX does."""
        left = self.client.get(f"/social/{provider}{'/add' if adding else ''}")
        assert left.status_code == 303 and left.location.startswith(self.wicked.url), left.location
        return dict(parse_qsl(urlsplit(left.location).query)) | {"issuer": f"{self.wicked.url}/{provider}"}

    def back(self, provider: Provider, **brought: str) -> Page:
        return Page(self.client.get(f"/social/{provider}/callback", query_string=brought))

    def come(
        self,
        provider: Provider = GOOGLE,
        said: Mapping[str, Any] = VOUCHED,
        *,
        adding: bool = False,
        sub: str = SUBJECT,
    ) -> Page:
        """There and back: what the portal answers to what the provider says."""
        asked = self.leave(provider, adding=adding)
        self.wicked.claims = self.wicked.me = {"sub": sub, **said}
        return self.back(provider, state=asked["state"], code=self.wicked.authorize(asked))

    def come_and_give(self, email: str, provider: Provider = FACEBOOK, sub: str = SUBJECT) -> str:
        """Of somebody of whom the provider says no email; returns the code that was mailed there."""
        assert self.come(provider, NAMELESS, sub=sub).location == "/social"
        assert self.post("/social/email", email=email).location == "/verify"
        return code(self.database, email)

    def sign_in(self, email: str = EMAIL) -> Page:
        return self.post("/sign-in/password", email=email, password=PASSWORD)

    def cookie(self, kind: cookies.Cookie) -> str:
        found = self.client.get_cookie(kind.name)
        return found.value if found else ""

    @property
    def is_in(self) -> bool:
        """Whether there is a session, and this browser has its token."""
        return bool(self.cookie(cookies.RESIDENT)) and not self.get("/dashboard").asks_to_sign_in

    def sees(self, path: str = "/social") -> str:
        """The page there, by its heading, or where it leads."""
        page = self.get(path)
        assert page.status in (200, 303), page.html
        assert page.status == 303 or page.is_whole is not self.hx
        return page.location or page.heading


@pytest.fixture
def app(sqlite_database: Database, clock: FixedClock, wicked: Wicked) -> Flask:
    return portal(sqlite_database, clock, wicked)


@pytest.fixture
def visitor(app: Flask, wicked: Wicked) -> Visitor:
    return Visitor(app, wicked)


@pytest.fixture(params=[False, True], ids=["plain", "htmx"])
def either(request: pytest.FixtureRequest, app: Flask, wicked: Wicked) -> Visitor:
    """The test runs once without HTMX and once with it."""
    return Visitor(app, wicked, hx=request.param)


@pytest.fixture
def marisol(sqlite_database: Database, clock: FixedClock) -> Account:
    """Active, with a password, signed in nowhere."""
    return resident(sqlite_database, clock, AccountState.ACTIVE)


def give(
    database: Database, clock: FixedClock, account: Account, provider: Provider = GOOGLE, subject: str = SUBJECT
) -> None:
    """The identity opens the account from now on."""
    with database.writing() as session:
        assert identities.keep(session, account, Told(provider, subject, EMAIL), clock.now())
        session.commit()


def rows(database: Database, table: type[Row]) -> list[Row]:
    with database.reading() as session:
        return list(session.exec(select(table)))


def opens(database: Database) -> list[tuple[str, int]]:
    """Each identity's provider, and the account that it opens."""
    return [(one.provider, one.account_id) for one in rows(database, Identity)]


def kinds(database: Database, email: str = EMAIL) -> list[str]:
    """Of the mails to somebody, oldest first."""
    return [mail.kind for mail in mails(database, email)]


def told_of_changes(database: Database, email: str = EMAIL) -> list[str]:
    return [mail.subject for mail in mails(database, email) if mail.kind == "authenticator-changed"]


def noted(database: Database) -> list[tuple[str, str, str]]:
    """Of the audit, who did what to whose identities."""
    entries = [one for one in rows(database, AuditEntry) if one.action.startswith("identity.")]
    return [(one.action, one.actor_id, one.subject_id) for one in entries]


def wrong(typed: str) -> str:
    """Another code."""
    return f"{(int(typed) + 1) % 10**6:06d}"


def shown_address(page: Page) -> str:
    """Where the page of the code says that it was sent."""
    found = re.search(r"We sent an email to\s*(\S+?)\s*\. Enter", page.words)
    return found[1] if found else ""
