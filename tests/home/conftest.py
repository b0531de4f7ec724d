"""The portal on an empty database, with a client that reads every page strictly."""

from collections.abc import Callable

import pytest

from app import create_app
from css.accounts import sessions
from css.core import tokens
from css.core.clock import FixedClock
from css.core.db import Database
from css.core.settings import Settings
from css.models import Account, AccountState
from css.web import cookies
from tests.html import StrictClient

Visit = Callable[[str], StrictClient]


def settings(url: str, **environment: str) -> Settings:
    return Settings.from_env({"CSS_SECRET_KEY": "s" * 32, "CSS_DATABASE_URL": url, **environment})


@pytest.fixture
def visit(sqlite_database: Database, clock: FixedClock) -> Visit:
    """A visitor to the portal of a city: a shipped one by its name, any by its file."""

    def _visit(city: str) -> StrictClient:
        made = create_app(settings(str(sqlite_database.url), CSS_JURISDICTION=city), clock)
        made.test_client_class = StrictClient
        visitor = made.test_client()
        assert isinstance(visitor, StrictClient)
        return visitor

    return _visit


@pytest.fixture
def client(visit: Visit) -> StrictClient:
    return visit("encinitas")


class Arrival:
    """Signs a resident in with a state of our choosing."""

    def __init__(self, client: StrictClient, database: Database, clock: FixedClock) -> None:
        self.client, self.database, self.clock = client, database, clock

    def as_one(self, state: AccountState) -> None:
        now = self.clock.now()
        account = Account(
            public_id=tokens.new_public_id(), email="ada@example.org", email_key="ada@example.org",
            first_name="Ada", last_name="Vulcan", language="en", state=state, created_at=now,
        )  # fmt: skip
        with self.database.writing() as session:
            session.add(account)
            session.flush()
            token = sessions.open_resident(session, account, keep=False, device="a test", now=now)
            session.commit()
        self.client.set_cookie(cookies.RESIDENT.name, token)


@pytest.fixture
def arrive(client: StrictClient, sqlite_database: Database, clock: FixedClock) -> Arrival:
    return Arrival(client, sqlite_database, clock)
