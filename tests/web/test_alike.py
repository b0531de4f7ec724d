"""Whether an email has an account is told by no public form: not by its page, and not by its time.

Medians of 200 tries a side, one after the other in turn, lie within 5 ms (OWASP Authentication).
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from css.accounts import owners
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState
from tests.accounts import app_desk
from tests.web.visits import EMAIL, SIGN_UP, app, resident, without_tokens

__all__ = ["app"]
UNKNOWN = "mirabel@example.com"
TRIES = 200
WITHIN = 0.005  # seconds
FORMS: dict[str, dict[str, str]] = {
    "/sign-in": {},
    "/sign-in/ways": {},
    "/sign-in/password": {"password": "Wrong-1234"},
    "/sign-in/code": {},
    "/sign-in/ways/passkey": {},
    "/sign-in/ways/app": {},
    "/sign-in/app": {"password": "Wrong-1234", "code": "123456"},
    "/unlock": {},
    "/unlock/for": {},
    "/reset/for": {},
    "/reset": {},
    "/sign-up": {**SIGN_UP},
}


# What else the account may have besides its password.
WITH_APP = ["/sign-in/ways", "/sign-in/password", "/sign-in/ways/app", "/sign-in/app"]
CASES = [*((path, False) for path in FORMS), *((path, True) for path in WITH_APP)]


@pytest.fixture
def visitor(app: Flask, sqlite_database: Database, clock: FixedClock) -> FlaskClient:
    """A browser that reads nothing, so that only the portal's time is measured."""
    resident(sqlite_database, clock, AccountState.ACTIVE)
    app.test_client_class = FlaskClient
    return app.test_client()


def add_app(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account = session.exec(select(Account)).one()
        app_desk.give_app(session, owners.of_account(account), clock)
        session.commit()


def timed(send: Callable[[str], object], email: str) -> float:
    begun = perf_counter()
    send(email)
    return perf_counter() - begun


@pytest.mark.parametrize(("path", "has_app"), CASES)
def test_known_and_unknown_take_the_same_time(
    visitor: FlaskClient, sqlite_database: Database, clock: FixedClock, path: str, has_app: bool
) -> None:
    if has_app:
        add_app(sqlite_database, clock)

    def send(email: str) -> None:
        assert visitor.post(path, data={**FORMS[path], "email": email}).status_code in (200, 303, 422)

    taken: dict[str, list[float]] = {EMAIL: [], UNKNOWN: []}
    for number in range(TRIES):
        clock.advance(hours=2)  # so that no lock and no limit of codes is reached
        for email in (EMAIL, UNKNOWN) if number % 2 else (UNKNOWN, EMAIL):
            taken[email].append(timed(send, email))
    assert abs(median(taken[EMAIL]) - median(taken[UNKNOWN])) < WITHIN


@pytest.mark.usefixtures("visitor")
@pytest.mark.parametrize(("path", "has_app"), CASES)
def test_known_and_unknown_see_the_same_page(
    app: Flask, sqlite_database: Database, clock: FixedClock, path: str, has_app: bool
) -> None:
    if has_app:
        add_app(sqlite_database, clock)
    answers = []
    for email in (EMAIL, UNKNOWN):
        browser = app.test_client()
        answer = browser.post(path, data={**FORMS[path], "email": email}, follow_redirects=True)
        answers.append((answer.status_code, without_tokens(answer).replace(email, EMAIL)))
    assert answers[0] == answers[1]
