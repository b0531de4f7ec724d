"""The portal on an empty database, with a client that reads every page strictly."""

import pytest
from flask import Flask

from app import create_app
from css.accounts import sessions
from css.core import tokens
from css.core.clock import FixedClock
from css.core.db import Database
from css.core.settings import Settings
from css.models import Account, AccountState
from css.web import cookies
from tests.html import StrictClient


def settings(url: str) -> Settings:
    return Settings.from_env({"CSS_SECRET_KEY": "s" * 32, "CSS_DATABASE_URL": url})


@pytest.fixture
def app(sqlite_database: Database, clock: FixedClock) -> Flask:
    made = create_app(settings(str(sqlite_database.url)), clock)
    made.test_client_class = StrictClient
    return made


@pytest.fixture
def client(app: Flask) -> StrictClient:
    made = app.test_client()
    assert isinstance(made, StrictClient)
    return made


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
