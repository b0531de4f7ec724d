"""Creating an account: a form that says what is wrong, loses nothing, and ends in a mailed code."""

import threading

import pytest
from flask import Flask
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import SignUp
from tests.builders import PASSWORD, hasher
from tests.html import StrictClient
from tests.web.visits import EMAIL, SIGN_UP, beside, code, heading, mails, problems, value

BOTH = pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])


@BOTH
def test_the_form_asks_for_five_things(visitor: StrictClient, hx: bool) -> None:
    page = visitor.get("/sign-up", hx=hx)
    assert page.status_code == 200 and heading(page) == "Sign up"
    for label in ("Email", "First name", "Last name", "Mobile phone (optional)", "Password"):
        assert f">{label}</label>" in page.text
    assert '<button class="button">Sign Up</button>' in page.text
    assert ("<html" in page.text) is not hx


@BOTH
def test_a_sign_up_that_is_right_mails_a_code_and_asks_for_it(
    visitor: StrictClient, sqlite_database: Database, hx: bool
) -> None:
    answer = visitor.post("/sign-up", data=SIGN_UP, hx=hx)
    assert (answer.status_code, answer.location) == (303, "/verify")
    assert len(mails(sqlite_database)) == 1 and len(code(sqlite_database)) == 6
    page = visitor.get("/verify", hx=hx)
    assert heading(page) == "Verify with your email" and EMAIL in page.text


def test_what_was_entered_is_kept_and_the_password_as_its_hash_alone(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    visitor.post("/sign-up", data={**SIGN_UP, "email": f"  {EMAIL} ", "first_name": " Mari  sol "})
    with sqlite_database.reading() as session:
        kept = session.exec(select(SignUp)).one()
        assert (kept.email, kept.first_name, kept.last_name) == (EMAIL, "Mari sol", "Peña")
        assert (kept.mobile_phone, kept.language, kept.created_at) == ("760-555-0142", "en", clock.now())
        assert PASSWORD not in str(kept.model_dump()) and hasher().verify(kept.password_hash, PASSWORD)


def test_the_mail_is_in_the_pages_language(visitor: StrictClient, sqlite_database: Database) -> None:
    visitor.post("/sign-up?lang=es", data=SIGN_UP)
    assert mails(sqlite_database)[0].language == "es"


@BOTH
@pytest.mark.parametrize(
    ("field", "entered", "said"),
    [
        ("email", "", "This field cannot be left blank"),
        ("email", "marisol", "Enter an email address like name@example.com"),
        ("email", "mari\x00sol@example.com", "Enter an email address like name@example.com"),
        ("first_name", "x" * 101, "This is too long: please shorten it"),
        ("first_name", "Mari\x00sol", "This holds characters that cannot be used here"),
        ("last_name", "Pe\u202ena", "This holds characters that cannot be used here"),
        ("mobile_phone", "12", "Enter a phone number with area code, like 760-555-0142"),
        ("password", "", "This field cannot be left blank"),
        ("password", "short1A", "The password needs: At least 8 characters"),
        ("password", "Marisol-Desk-7305", "The password needs: No parts of your username"),
        ("password", "Password1", "The password needs: Not a password that many people use"),
        ("password", "Aa1" + "x" * 126, "The password needs: At most 128 characters"),
    ],
)
def test_a_mistake_is_named_on_top_and_beside_its_field_and_nothing_else_is_lost(
    visitor: StrictClient, sqlite_database: Database, hx: bool, field: str, entered: str, said: str
) -> None:
    answer = visitor.post("/sign-up", data={**SIGN_UP, field: entered}, hx=hx)
    assert answer.status_code == 422 and said in problems(answer) and beside(answer, field) == said
    for name, text in {**SIGN_UP, field: entered}.items():
        if name != "password" and "\x00" not in text:
            assert value(answer, name) == text
    assert PASSWORD not in answer.text and not (field == "password" and entered and entered in answer.text)
    assert not mails(sqlite_database)


def test_after_another_mistake_the_password_is_asked_for_again(visitor: StrictClient) -> None:
    answer = visitor.post("/sign-up", data={**SIGN_UP, "email": "marisol"})
    assert beside(answer, "password") == "Please type your password again"
    assert '<li class="met">' not in answer.text  # the box is empty again, and so is what it met


def test_every_mistake_is_named_at_once(visitor: StrictClient) -> None:
    answer = visitor.post("/sign-up", data={})
    assert answer.status_code == 422 and len(problems(answer)) == 4
    for field in ("email", "first_name", "last_name", "password"):
        assert beside(answer, field) == "This field cannot be left blank"
    assert not beside(answer, "mobile_phone")


def test_a_broken_requirement_is_marked_in_the_list(visitor: StrictClient) -> None:
    answer = visitor.post("/sign-up", data={**SIGN_UP, "password": "lowercase"})
    assert answer.text.count('<li class="missed">') == 2 and "An uppercase letter<span" in answer.text


@pytest.mark.parametrize("name", ["Ng", "Nguyễn Thị", "محمد", "陳", "O’Neill-Smith", "María José", "🐴"])
def test_a_name_may_be_in_any_script(visitor: StrictClient, sqlite_database: Database, name: str) -> None:
    assert visitor.post("/sign-up", data={**SIGN_UP, "first_name": name}).status_code == 303
    with sqlite_database.reading() as session:
        assert session.exec(select(SignUp)).one().first_name == name


@BOTH
@pytest.mark.parametrize("missing", ["first_name", "last_name"])
def test_somebody_with_one_name_is_asked_once_and_then_believed(
    visitor: StrictClient, sqlite_database: Database, hx: bool, missing: str
) -> None:
    first = visitor.post("/sign-up", data={**SIGN_UP, missing: " "}, hx=hx)
    asked = "Enter this name too. If you have just one name, leave this empty and go on."
    assert first.status_code == 422 and asked in problems(first) and beside(first, missing) == asked
    again = {**SIGN_UP, missing: "", "one_name": value(first, "one_name")}
    assert visitor.post("/sign-up", data=again, hx=hx).status_code == 303
    with sqlite_database.reading() as session:
        assert getattr(session.exec(select(SignUp)).one(), missing) == ""


def test_nobody_is_without_any_name(visitor: StrictClient) -> None:
    answer = visitor.post("/sign-up", data={**SIGN_UP, "first_name": "", "last_name": "", "one_name": "y"})
    assert answer.status_code == 422
    assert beside(answer, "first_name") == beside(answer, "last_name") == "This field cannot be left blank"


def test_the_sixth_sign_up_of_an_hour_for_one_email_is_told_to_wait(
    visitor: StrictClient, sqlite_database: Database
) -> None:
    for _ in range(5):
        assert visitor.post("/sign-up", data=SIGN_UP).status_code == 303
    answer = visitor.post("/sign-up", data=SIGN_UP)
    assert answer.status_code == 429 and "try again later" in beside(answer, "email")
    assert value(answer, "last_name") == "Peña" and len(mails(sqlite_database)) == 5


@BOTH
def test_when_many_sign_up_at_once_somebody_is_asked_to_come_back(
    app: Flask, visitor: StrictClient, monkeypatch: pytest.MonkeyPatch, hx: bool
) -> None:
    monkeypatch.setattr(app.extensions["css"].hasher, "_places", threading.Semaphore(0))
    answer = visitor.post("/sign-up", data=SIGN_UP, hx=hx)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
    assert "Many people are here just now" in answer.text and ("<html" in answer.text) is not hx
