"""Getting back in: a code by mail unlocks, lets in or leads to a new password; every email sees the same."""

import pytest
from flask import Flask
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, AuditEntry, ResidentSession
from tests import builders
from tests.builders import PASSWORD
from tests.html import StrictClient
from tests.web.visits import (
    EMAIL,
    all_of,
    beside,
    code,
    heading,
    mails,
    problems,
    resident,
    signed_in,
    without_tokens,
)

BOTH = pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])
UNKNOWN = "mirabel@example.com"
STARTS = {"unlock": "/unlock", "reset": "/reset", "sign-in": "/sign-in/code"}
NEW = "Brand-New-4812"


@pytest.fixture
def marisol(sqlite_database: Database, clock: FixedClock) -> Account:
    return resident(sqlite_database, clock, AccountState.ACTIVE)


def ask(visitor: StrictClient, what: str, email: str = EMAIL, hx: bool = False) -> None:
    answer = visitor.post(STARTS[what], data={"email": email}, hx=hx)
    assert (answer.status_code, answer.location) == (303, "/verify")


def prove(visitor: StrictClient, database: Database, hx: bool = False) -> str:
    """Enter the code from the mail; where it leads."""
    return visitor.post("/verify", data={"code": code(database)}, hx=hx).location or ""


def sign_in(visitor: StrictClient, password: str = PASSWORD) -> str:
    answer = visitor.post("/sign-in/password", data={"email": EMAIL, "password": password})
    return answer.location or beside(answer, "password")


@BOTH
@pytest.mark.usefixtures("marisol")
def test_locked_then_unlocked_by_a_code_then_signed_in(
    visitor: StrictClient, sqlite_database: Database, hx: bool
) -> None:
    for _ in range(10):
        sign_in(visitor, "Wrong-1234")
    assert "unlock the account by email" in sign_in(visitor)
    assert mails(sqlite_database)[-1].kind == "account-locked"
    assert heading(visitor.get("/unlock", hx=hx)) == "Unlock your account"
    ask(visitor, "unlock", hx=hx)
    assert heading(visitor.get("/verify", hx=hx)) == "Verify with your email"
    assert prove(visitor, sqlite_database, hx) == "/sign-in?unlocked=y"
    assert "Your account is unlocked." in visitor.get("/sign-in?unlocked=y", hx=hx).text
    assert sign_in(visitor) == "/dashboard"


@BOTH
@pytest.mark.usefixtures("marisol")
def test_forgotten_then_a_new_password_which_signs_in(
    visitor: StrictClient, app: Flask, sqlite_database: Database, hx: bool
) -> None:
    ask(visitor, "reset", hx=hx)
    assert prove(visitor, sqlite_database, hx) == "/reset/new"
    assert heading(visitor.get("/reset/new", hx=hx)) == "Choose a new password"
    assert visitor.post("/reset/new", data={"password": NEW}, hx=hx).location == "/dashboard"
    assert visitor.get("/dashboard", hx=hx).status_code == 200
    assert mails(sqlite_database)[-1].kind == "password-changed"
    other = builders.client(app)
    assert "not right" in sign_in(other)
    assert sign_in(other, NEW) == "/dashboard"


@BOTH
@pytest.mark.usefixtures("marisol")
def test_a_code_by_mail_lets_in(visitor: StrictClient, sqlite_database: Database, hx: bool) -> None:
    page = visitor.post("/sign-in/ways", data={"email": EMAIL}, hx=hx)
    assert heading(page) == "Choose how to prove it’s you"
    ask(visitor, "sign-in", hx=hx)
    assert prove(visitor, sqlite_database, hx) == "/dashboard"
    assert visitor.get("/dashboard", hx=hx).status_code == 200


@pytest.mark.parametrize("what", STARTS)
@BOTH
@pytest.mark.usefixtures("marisol")
def test_known_and_unknown_emails_see_the_same(app: Flask, what: str, hx: bool) -> None:
    pages = []
    for email in (EMAIL, UNKNOWN):
        visitor = builders.client(app)
        ask(visitor, what, email, hx)
        shown = visitor.get("/verify", hx=hx)
        wrong = visitor.post("/verify", data={"code": "000000"}, hx=hx)
        resent = visitor.post("/verify/resend", hx=hx)
        ways = visitor.get("/sign-in/ways", hx=hx)
        pages.append([without_tokens(page).replace(email, EMAIL) for page in (shown, wrong, resent, ways)])
    assert pages[0] == pages[1]


@pytest.mark.usefixtures("marisol")
def test_the_list_of_ways_is_the_same_for_every_email(app: Flask) -> None:
    pages = [builders.client(app).post("/sign-in/ways", data={"email": email}) for email in (EMAIL, UNKNOWN)]
    assert without_tokens(pages[0]) == without_tokens(pages[1]).replace(UNKNOWN, EMAIL)
    for way in ("With your password", "With a code by mail", "With a passkey", "With an authenticator app"):
        assert way in pages[0].text


def test_a_new_password_ends_every_other_session(
    visitor: StrictClient, app: Flask, sqlite_database: Database, clock: FixedClock, marisol: Account
) -> None:
    other = builders.client(app)
    signed_in(other, sqlite_database, marisol, clock)
    ask(visitor, "reset")
    prove(visitor, sqlite_database)
    visitor.post("/reset/new", data={"password": NEW})
    assert other.get("/dashboard").location == "/sign-in"
    with sqlite_database.reading() as session:
        assert len(all_of(session, ResidentSession)) == 1


@BOTH
@pytest.mark.usefixtures("marisol")
def test_none_of_the_last_ten_passwords_is_taken_and_the_eleventh_is(
    visitor: StrictClient, clock: FixedClock, sqlite_database: Database, hx: bool
) -> None:
    chosen = [PASSWORD, *(f"Quiet-River-{number}x" for number in range(10))]
    for number, password in enumerate(chosen[1:]):
        change(visitor, sqlite_database, clock, password)
        reused = visitor.post("/sign-out") and refused(visitor, sqlite_database, clock, chosen[number], hx)
        assert "last 10 passwords" in reused
    assert change(visitor, sqlite_database, clock, PASSWORD) == "/dashboard"


def to_new_password(visitor: StrictClient, database: Database, clock: FixedClock) -> None:
    clock.advance(hours=2)  # so that no code is one too many
    ask(visitor, "reset")
    assert prove(visitor, database) == "/reset/new"


def change(visitor: StrictClient, database: Database, clock: FixedClock, password: str) -> str:
    to_new_password(visitor, database, clock)
    return visitor.post("/reset/new", data={"password": password}).location or ""


def refused(visitor: StrictClient, database: Database, clock: FixedClock, password: str, hx: bool) -> str:
    to_new_password(visitor, database, clock)
    answer = visitor.post("/reset/new", data={"password": password}, hx=hx)
    assert answer.status_code == 422 and password not in answer.text
    return beside(answer, "password")


@BOTH
@pytest.mark.usefixtures("marisol")
def test_a_weak_password_is_told_in_place(visitor: StrictClient, sqlite_database: Database, hx: bool) -> None:
    ask(visitor, "reset")
    prove(visitor, sqlite_database)
    answer = visitor.post("/reset/new", data={"password": "marisol"}, hx=hx)
    assert answer.status_code == 422 and len(problems(answer)) == 1
    assert "At least 8 characters" in beside(answer, "password")
    typed = visitor.post("/reset/new/check", data={"password": "marisol1"}, hx=True)
    assert typed.status_code == 200 and typed.text.count('class="met"') == 3


@BOTH
def test_a_new_password_needs_a_code_first(visitor: StrictClient, hx: bool) -> None:
    assert visitor.get("/reset/new", hx=hx).location == "/reset"
    assert visitor.post("/reset/new", data={"password": NEW}, hx=hx).location == "/reset"


@pytest.mark.usefixtures("marisol")
def test_a_code_to_unlock_does_not_lead_to_a_new_password(visitor: StrictClient, sqlite_database: Database) -> None:
    ask(visitor, "unlock")
    prove(visitor, sqlite_database)
    assert visitor.post("/reset/new", data={"password": NEW}).location == "/reset"


@pytest.mark.usefixtures("marisol")
def test_the_new_password_must_be_chosen_within_ten_minutes(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    ask(visitor, "reset")
    prove(visitor, sqlite_database)
    clock.advance(minutes=10)
    assert visitor.post("/reset/new", data={"password": NEW}).location == "/reset"


def test_the_one_gate_decides_for_a_code_too(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    resident(sqlite_database, clock, AccountState.DEACTIVATED)
    ask(visitor, "sign-in")
    where = prove(visitor, sqlite_database)
    assert where == "/sign-in?switched_off=y"
    assert "This account is switched off. Please contact the city." in visitor.get(where).text
    assert visitor.get("/dashboard").location == "/sign-in"


def test_a_new_password_for_a_deactivated_account_leads_nowhere_and_says_so(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    resident(sqlite_database, clock, AccountState.DEACTIVATED)
    ask(visitor, "reset")
    prove(visitor, sqlite_database)
    assert visitor.post("/reset/new", data={"password": NEW}).location == "/sign-in?switched_off=y"


@pytest.mark.usefixtures("marisol")
def test_a_known_device_still_lets_in_while_a_stranger_guesses(app: Flask, visitor: StrictClient) -> None:
    assert sign_in(visitor) == "/dashboard"
    visitor.post("/sign-out")
    for _ in range(12):
        sign_in(builders.client(app), "Wrong-1234")
    assert "unlock the account" in sign_in(builders.client(app))
    assert sign_in(visitor) == "/dashboard"


@pytest.mark.usefixtures("marisol")
@pytest.mark.parametrize("forged", ["", "x", "eyJpZCI6IngiLCJvZiI6WyJ4Il19.AAAA"])
def test_a_forged_device_is_an_unknown_one(app: Flask, visitor: StrictClient, forged: str) -> None:
    for _ in range(10):
        sign_in(builders.client(app), "Wrong-1234")
    visitor.set_cookie("css_device", forged)
    assert "unlock the account" in sign_in(visitor)


@pytest.mark.usefixtures("marisol")
def test_a_device_that_is_new_to_the_account_is_told_to_the_owner_once(
    visitor: StrictClient, sqlite_database: Database
) -> None:
    for _ in range(2):
        sign_in(visitor)
        visitor.post("/sign-out")
    assert [mail.kind for mail in mails(sqlite_database)].count("new-device") == 1


@pytest.mark.usefixtures("marisol")
def test_a_device_of_before_the_new_password_is_a_new_one(
    app: Flask, visitor: StrictClient, sqlite_database: Database
) -> None:
    """Else whoever knew the old password would come back untold, by a door of their own."""
    stranger = builders.client(app)
    sign_in(stranger)
    ask(visitor, "reset")
    prove(visitor, sqlite_database)
    visitor.post("/reset/new", data={"password": NEW})
    sign_in(stranger, NEW)
    assert [mail.kind for mail in mails(sqlite_database)].count("new-device") == 2


def test_the_device_cookie_names_nobody(visitor: StrictClient, marisol: Account) -> None:
    sign_in(visitor)
    cookie = visitor.get_cookie("css_device")
    assert cookie and EMAIL not in cookie.value and marisol.name not in cookie.value
    with visitor.application.extensions["css"].database.reading() as session:
        assert session.exec(select(Account)).one().email == EMAIL


@pytest.mark.parametrize(("what", "action"), [("unlock", "account.unlocked"), ("reset", "password.reset")])
def test_it_is_in_the_audit_by_ids_alone(
    visitor: StrictClient, sqlite_database: Database, marisol: Account, what: str, action: str
) -> None:
    ask(visitor, what)
    prove(visitor, sqlite_database)
    if what == "reset":
        visitor.post("/reset/new", data={"password": NEW})
    with sqlite_database.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == action)).one()
    assert (entry.actor_id, entry.subject_id) == (marisol.public_id, marisol.public_id)
