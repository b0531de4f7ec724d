"""The portal with staff members, and browsers in which they are signed in."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Review, Role
from tests import builders
from tests.builders import PASSWORD, Person
from tests.html import StrictClient

DANA, RUBEN, HAL = "dana@example.org", "ruben@example.org", "hal@example.org"

SignIn = Callable[..., StrictClient]
Wait = Callable[..., Review]
OpenPortal = Callable[..., Flask]
MARISOL = Person()


@pytest.fixture
def open_portal(clock: FixedClock) -> Iterator[OpenPortal]:
    """The portal on a database, with two reviewers and somebody of the help desk."""
    opened: list[Flask] = []

    def portal(database: Database, **environment: str) -> Flask:
        _add_staff(database, clock)
        opened.append(builders.portal(database, clock, **environment))
        return opened[-1]

    yield portal
    for app in opened:
        app.extensions["css"].database.close()


@pytest.fixture
def app(open_portal: OpenPortal, sqlite_database: Database) -> Flask:
    return open_portal(sqlite_database)


def _add_staff(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        for email, name, role in (
            (DANA, "Dana Whitfield", Role.REVIEWER),
            (RUBEN, "Ruben Salcedo", Role.ADMINISTRATOR),
            (HAL, "Hal Brandt", Role.HELPDESK),
        ):
            builders.staff_member(session, clock.now(), email=email, name=name, role=role)
        session.commit()


def enter(client: StrictClient, email: str = DANA, password: str = PASSWORD) -> TestResponse:
    return client.post("/staff", data={"email": email, "password": password})


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """A new browser in which somebody is signed in."""

    def signed_in(email: str = DANA) -> StrictClient:
        client = builders.client(app)
        assert enter(client, email).status_code == 303
        return client

    return signed_in


@pytest.fixture
def dana(sign_in: SignIn) -> StrictClient:
    return sign_in(DANA)


@pytest.fixture
def wait(sqlite_database: Database, clock: FixedClock) -> Wait:
    """Somebody's registration, waiting."""

    def waiting(person: Person = MARISOL) -> Review:
        with sqlite_database.writing() as session:
            review = builders.waiting(session, clock.now(), person)
            session.commit()
        return review

    return waiting
