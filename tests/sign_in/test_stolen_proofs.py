"""What was proven or asked for is worth nothing after signing out, after a new password, or for another account."""

import pytest
from flask import Flask
from sqlmodel import select

from css.accounts.password import sign_ins
from css.accounts.password.sign_ins import PasswordTry, Refusal
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState
from tests import builders
from tests.builders import PASSWORD
from tests.html import StrictClient
from tests.sign_in.test_recovery import EMAIL, NEW, ask, prove, sign_in
from tests.web.visits import app, code, mails, resident, visitor

__all__ = ["app", "visitor"]


@pytest.fixture
def marisol(sqlite_database: Database, clock: FixedClock) -> Account:
    return resident(sqlite_database, clock, AccountState.ACTIVE)


def choose(visitor: StrictClient, password: str = NEW) -> str:
    return visitor.post("/reset/new", data={"password": password}).location or ""


def proven(visitor: StrictClient, database: Database) -> StrictClient:
    """A browser in which a new password may be chosen."""
    ask(visitor, "reset")
    assert prove(visitor, database) == "/reset/new"
    return visitor


@pytest.mark.usefixtures("marisol")
def test_on_a_shared_computer_nothing_is_left_after_signing_out(
    visitor: StrictClient, sqlite_database: Database
) -> None:
    proven(visitor, sqlite_database)
    assert sign_in(visitor) == "/dashboard"
    visitor.post("/sign-out")
    assert visitor.get("/reset/new").location == "/reset"
    assert choose(visitor) == "/reset"


@pytest.mark.usefixtures("marisol")
@pytest.mark.parametrize("what", ["reset", "sign-in", "unlock"])
def test_a_code_asked_for_in_another_browser_dies_with_a_new_password(
    app: Flask, visitor: StrictClient, sqlite_database: Database, what: str
) -> None:
    stranger = builders.client(app)
    ask(stranger, what)
    read_out = code(sqlite_database)
    choose(proven(visitor, sqlite_database))
    assert stranger.post("/verify", data={"code": read_out}).location != "/dashboard"
    assert choose(stranger, "Third-Word-4812") == "/reset"
    assert stranger.get("/dashboard").location == "/sign-in"


@pytest.mark.usefixtures("marisol")
def test_a_proof_in_another_browser_dies_when_all_sessions_are_ended(
    app: Flask, visitor: StrictClient, sqlite_database: Database
) -> None:
    stranger = proven(builders.client(app), sqlite_database)
    sign_in(visitor)
    visitor.post("/dashboard/sessions/end")
    assert choose(stranger) == "/reset"


@pytest.mark.usefixtures("marisol")
def test_one_proof_changes_one_password(visitor: StrictClient, sqlite_database: Database) -> None:
    proven(visitor, sqlite_database)
    token = visitor.get_cookie("css_code")
    assert token and choose(visitor) == "/dashboard"
    visitor.set_cookie("css_code", token.value)
    assert choose(visitor, "Third-Word-4812") == "/reset"


def test_a_proof_is_for_the_account_that_had_the_email_then(
    app: Flask, sqlite_database: Database, clock: FixedClock
) -> None:
    """Two addresses may be equal to us and belong to two people: straße and strasse."""
    resident(sqlite_database, clock, email="straße@example.com")
    stranger = builders.client(app)
    ask(stranger, "reset", "straße@example.com")
    stranger.post("/verify", data={"code": code(sqlite_database, "straße@example.com")})
    with sqlite_database.writing() as session:
        session.delete(session.exec(select(Account)).one())
        session.commit()
    resident(sqlite_database, clock, AccountState.ACTIVE, email="strasse@example.com")
    assert choose(stranger) == "/reset"


def test_the_old_password_lets_nobody_in_who_was_still_waiting_for_its_comparison(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        owner = builders.account(session, clock.now())
        tried = PasswordTry(owner.email, sign_ins.stored(session, owner.email), right=True)
        owner.password_hash = builders.hasher().hash(NEW)
        session.flush()
        assert sign_ins.attempt(session, tried, builders.mailer(), clock.now()) is Refusal.WRONG


def test_nobody_is_told_of_a_device_that_was_not_let_in(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    resident(sqlite_database, clock, AccountState.DEACTIVATED)
    assert "switched off" in sign_in(visitor)
    assert "new-device" not in [mail.kind for mail in mails(sqlite_database)]


@pytest.mark.usefixtures("marisol")
def test_a_locked_account_compares_nothing_on_its_password_page_either(
    app: Flask, visitor: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(visitor)
    for _ in range(10):
        visitor.post("/dashboard/password", data={"current_password": "Wrong-1234", "password": NEW})
    asked: list[str] = []
    hasher = app.extensions["css"].hasher
    monkeypatch.setattr(hasher, "verify", lambda *_: asked.append("compared"))
    answer = visitor.post("/dashboard/password", data={"current_password": PASSWORD, "password": NEW})
    assert answer.status_code == 422 and "too many wrong tries" in answer.text
    assert asked == []


@pytest.mark.usefixtures("marisol")
@pytest.mark.parametrize(
    ("what", "said"),
    [("reset", "choose a new password"), ("sign-in", "let into your account"), ("unlock", "unlocks your account")],
)
def test_the_mail_says_what_its_code_is_for(
    visitor: StrictClient, sqlite_database: Database, what: str, said: str
) -> None:
    ask(visitor, what, EMAIL)
    mail = mails(sqlite_database)[-1]
    assert said in mail.text and said in mail.html
