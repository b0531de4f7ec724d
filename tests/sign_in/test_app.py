"""The way from the list: password and code at once. Every email sees the same, and one message fits all."""

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import ResidentSession
from tests import builders
from tests.builders import PASSWORD
from tests.html import StrictClient
from tests.sign_in.apps import Marisol, with_app
from tests.web.visits import EMAIL, app, beside, heading, mails, resident, value, visitor, without_tokens

__all__ = ["app", "visitor"]
WAY, ENTER = "/sign-in/ways/app", "/sign-in/app"
NOT_RIGHT = "The email address, the password or the code is not right."
LOCKED = "There were too many wrong tries. Please wait 30 minutes."
WITHOUT, UNKNOWN = "ruben@example.com", "nobody@example.com"
BOTH = pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])


@pytest.fixture
def marisol(sqlite_database: Database, clock: FixedClock) -> Marisol:
    """Besides her there is somebody without an app."""
    resident(sqlite_database, clock, email=WITHOUT)
    return with_app(sqlite_database, clock)


def enter(visitor: StrictClient, code: str, password: str = PASSWORD, **more: str) -> str:
    """Where it leads, or what is said beside the password."""
    answer = visitor.post(ENTER, data={"email": EMAIL, "password": password, "code": code, **more})
    return answer.location or beside(answer, "password")


@BOTH
def test_password_and_code_together_let_in(visitor: StrictClient, marisol: Marisol, hx: bool) -> None:
    page = visitor.post(WAY, data={"email": EMAIL, "keep": "y"}, hx=hx)
    assert (page.status_code, heading(page)) == (200, "Enter your password and a code")
    sent = {"email": value(page, "email"), "keep": value(page, "keep")}
    answer = visitor.post(ENTER, data={**sent, "password": PASSWORD, "code": marisol.code()}, hx=hx)
    assert (answer.status_code, answer.location) == (303, "/dashboard")
    assert visitor.get("/dashboard", hx=hx).status_code == 200
    cookie = visitor.get_cookie("css_resident")
    assert cookie and cookie.max_age is not None


def test_a_recovery_code_will_do(visitor: StrictClient, marisol: Marisol) -> None:
    assert enter(visitor, marisol.offer.recovery_codes[0].lower()) == "/dashboard"


@pytest.mark.usefixtures("marisol")
def test_every_email_gets_the_same_page(app: Flask) -> None:
    pages = [builders.client(app).post(WAY, data={"email": email}) for email in (EMAIL, WITHOUT, UNKNOWN)]
    texts = {without_tokens(page).replace(value(page, "email"), EMAIL) for page in pages}
    assert len(texts) == 1


def test_whatever_of_the_three_is_wrong_the_same_is_said(visitor: StrictClient, marisol: Marisol) -> None:
    assert enter(visitor, marisol.wrong()) == NOT_RIGHT
    assert enter(visitor, marisol.code(), "Wrong-1234") == NOT_RIGHT
    assert enter(visitor, marisol.code(), email=WITHOUT) == NOT_RIGHT
    assert enter(visitor, marisol.code(), email=UNKNOWN) == NOT_RIGHT
    assert marisol.count(ResidentSession) == 0


def test_a_code_is_not_spent_on_a_wrong_password(visitor: StrictClient, marisol: Marisol) -> None:
    enter(visitor, marisol.code(), "Wrong-1234")
    assert enter(visitor, marisol.code()) == "/dashboard"


def test_a_code_works_once_here_too(app: Flask, visitor: StrictClient, marisol: Marisol) -> None:
    assert enter(visitor, marisol.code()) == "/dashboard"
    assert enter(builders.client(app), marisol.code()) == NOT_RIGHT


def test_a_page_that_comes_back_holds_neither_password_nor_code(visitor: StrictClient, marisol: Marisol) -> None:
    wrong = marisol.wrong()
    answer = visitor.post(ENTER, data={"email": EMAIL, "password": PASSWORD, "code": wrong})
    assert answer.status_code == 422 and value(answer, "email") == EMAIL
    assert PASSWORD not in answer.text and value(answer, "code") == ""


def test_what_can_be_no_code_is_no_try(visitor: StrictClient, marisol: Marisol) -> None:
    for _ in range(11):
        answer = visitor.post(ENTER, data={"email": EMAIL, "password": PASSWORD, "code": "12"})
        assert answer.status_code == 422 and beside(answer, "code").startswith("Enter the six digits")
        assert beside(answer, "password") == "Please type your password again"
    assert enter(visitor, marisol.code()) == "/dashboard"


def test_wrong_passwords_count_at_the_door_for_passwords(visitor: StrictClient, marisol: Marisol) -> None:
    for _ in range(9):
        assert enter(visitor, marisol.code(), "Wrong-1234") == NOT_RIGHT
    assert enter(visitor, marisol.code(), "Wrong-1234") == LOCKED
    assert enter(visitor, marisol.code()) == LOCKED
    answer = visitor.post("/sign-in/password", data={"email": EMAIL, "password": PASSWORD})
    assert "too many wrong tries" in beside(answer, "password")


def test_the_right_password_without_an_app_counts_as_wrong(visitor: StrictClient, marisol: Marisol) -> None:
    for email in (WITHOUT, UNKNOWN):
        for _ in range(9):
            assert enter(visitor, "123456", email=email) == NOT_RIGHT
        assert enter(visitor, "123456", email=email) == LOCKED
        answer = visitor.post("/sign-in/password", data={"email": email, "password": PASSWORD})
        assert "too many wrong tries" in beside(answer, "password")


def test_wrong_codes_count_at_the_door_for_codes(
    visitor: StrictClient, marisol: Marisol, sqlite_database: Database
) -> None:
    for _ in range(9):
        assert enter(visitor, marisol.wrong()) == NOT_RIGHT
    assert enter(visitor, marisol.wrong()) == LOCKED
    assert enter(visitor, marisol.code()) == LOCKED
    visitor.post("/sign-in/password", data={"email": EMAIL, "password": PASSWORD})
    answer = visitor.post("/sign-in/second-step", data={"code": marisol.code()})
    assert "too many wrong codes" in beside(answer, "code")
    assert [mail.kind for mail in mails(sqlite_database)].count("account-locked") == 0


def test_an_account_that_is_switched_off_is_let_in_nowhere(visitor: StrictClient, marisol: Marisol) -> None:
    marisol.deactivate()
    assert enter(visitor, marisol.code()) == "This account is switched off. Please contact the city."
    assert marisol.count(ResidentSession) == 0


@pytest.mark.parametrize("path", [WAY, ENTER])
def test_its_addresses_lead_to_the_first_page(visitor: StrictClient, path: str) -> None:
    for answer in (visitor.get(path), visitor.post(path, data={"email": "no address", "password": "x", "code": "1"})):
        assert (answer.status_code, answer.location) == (303, "/sign-in")
