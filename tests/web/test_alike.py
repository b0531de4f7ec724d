"""Whether an email has an account is told by no public form: not by its page, and not by its time.

Medians of 200 tries a side, one after the other in turn, lie within 5 ms (OWASP Authentication).
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
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
from tests.accounts import app_desk, social_desk
from tests.matching.importing import files
from tests.web import providers
from tests.web.visits import EMAIL, SIGN_UP, resident, without_tokens

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
    "/social/email": {},
}


# What else the account may have besides its password, or in its place.
WITH_APP = ["/sign-in/ways", "/sign-in/password", "/sign-in/ways/app", "/sign-in/app"]
WITH_BUTTON = ["/sign-in", "/sign-in/ways", "/sign-in/password"]
CASES = [
    *((path, "password") for path in FORMS),
    *((path, "app") for path in WITH_APP),
    *((path, "button") for path in WITH_BUTTON),
]


@pytest.fixture
def app(sqlite_database: Database, clock: FixedClock) -> Flask:
    """A portal that has every button."""
    return providers.borrowed(sqlite_database, clock)


@pytest.fixture
def visitor(app: Flask, sqlite_database: Database, clock: FixedClock) -> FlaskClient:
    """A browser that reads nothing, so that only the portal's time is measured."""
    resident(sqlite_database, clock, AccountState.ACTIVE)
    app.test_client_class = FlaskClient
    return app.test_client()


def prepare(database: Database, clock: FixedClock, has: str) -> None:
    """The account has an app besides its password, or a button in its place."""
    with database.writing() as session:
        account = session.exec(select(Account)).one()
        if has == "app":
            app_desk.give_app(session, owners.of_account(account), clock)
        if has == "button":
            social_desk.add(session, clock, account, social_desk.GOOGLE)
            account.password_hash = None
        session.commit()


def timed(send: Callable[[str], object], email: str) -> float:
    begun = perf_counter()
    send(email)
    return perf_counter() - begun


@pytest.mark.parametrize(("path", "has"), CASES)
def test_known_and_unknown_take_the_same_time(
    visitor: FlaskClient, sqlite_database: Database, clock: FixedClock, path: str, has: str
) -> None:
    prepare(sqlite_database, clock, has)

    def send(email: str) -> None:
        assert visitor.post(path, data={**FORMS[path], "email": email}).status_code in (200, 303, 422)

    taken: dict[str, list[float]] = {EMAIL: [], UNKNOWN: []}
    for number in range(TRIES):
        clock.advance(hours=2)  # so that no lock and no limit of codes is reached
        for email in (EMAIL, UNKNOWN) if number % 2 else (UNKNOWN, EMAIL):
            providers.come(visitor, sqlite_database, clock, social_desk.FACEBOOK)
            taken[email].append(timed(send, email))
    assert abs(median(taken[EMAIL]) - median(taken[UNKNOWN])) < WITHIN


@pytest.mark.parametrize("path", ["/sign-in/password", "/unlock"])
def test_a_holder_of_the_old_system_takes_the_same_time(
    visitor: FlaskClient, sqlite_database: Database, clock: FixedClock, tmp_path: Path, path: str
) -> None:
    """Who is mailed the way to register again is told by the mail alone."""
    holder = "ada@example.com"
    files.load(sqlite_database, clock, files.write(tmp_path, [{**files.MARISOL, "email": holder}]))

    def send(email: str) -> None:
        visitor.post(path, data={**FORMS[path], "email": email})

    taken: dict[str, list[float]] = {holder: [], UNKNOWN: []}
    for number in range(TRIES):
        clock.advance(hours=2)
        for email in (holder, UNKNOWN) if number % 2 else (UNKNOWN, holder):
            taken[email].append(timed(send, email))
    assert abs(median(taken[holder]) - median(taken[UNKNOWN])) < WITHIN


@pytest.mark.usefixtures("visitor")
@pytest.mark.parametrize(("path", "has"), CASES)
def test_known_and_unknown_see_the_same_page(
    app: Flask, sqlite_database: Database, clock: FixedClock, path: str, has: str
) -> None:
    prepare(sqlite_database, clock, has)
    answers = []
    for email in (EMAIL, UNKNOWN):
        browser = app.test_client()
        providers.come(browser, sqlite_database, clock, social_desk.FACEBOOK)
        answer = browser.post(path, data={**FORMS[path], "email": email}, follow_redirects=True)
        answers.append((answer.status_code, without_tokens(answer).replace(email, EMAIL)))
    assert answers[0] == answers[1]


def test_what_a_provider_says_without_vouching_for_it_is_told_to_nobody_either(
    app: Flask, sqlite_database: Database, clock: FixedClock
) -> None:
    """Anybody can write any email into their account there, and see whether it has one here."""
    resident(sqlite_database, clock, AccountState.ACTIVE)
    pages = []
    for email in (EMAIL, UNKNOWN):
        browser = app.test_client()
        told = replace(social_desk.GOOGLE, email=email, vouched=False)
        providers.come(browser, sqlite_database, clock, told)
        pages.append(without_tokens(browser.get("/social")).replace(email, EMAIL))
    assert pages[0] == pages[1]
