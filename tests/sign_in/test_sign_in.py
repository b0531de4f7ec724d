"""Email first, then the password, for everybody alike; then each to where they belong."""

import re
import threading

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask import Flask
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, ResidentSession
from tests import builders
from tests.builders import PASSWORD
from tests.html import StrictClient
from tests.web.visits import (
    EMAIL,
    RESIDENT,
    SIGN_IN,
    all_of,
    beside,
    heading,
    resident,
    signed_in,
    value,
    without_tokens,
)

BOTH = pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])
UNKNOWN = "mirabel@example.com"
WRONG = "The email address or the password is not right."
LOCKED = "There were too many wrong tries. Please wait 30 minutes, or unlock the account by email."


@pytest.fixture
def marisol(sqlite_database: Database, clock: FixedClock) -> Account:
    return resident(sqlite_database, clock)


def attempt(visitor: StrictClient, password: str, email: str = EMAIL, hx: bool = False, **more: str) -> str:
    """What the page says of a password, or where it leads."""
    answer = visitor.post("/sign-in/password", data={"email": email, "password": password, **more}, hx=hx)
    return answer.location or beside(answer, "password")


@BOTH
def test_the_email_comes_first(visitor: StrictClient, hx: bool) -> None:
    page = visitor.get("/sign-in", hx=hx)
    assert heading(page) == "Sign in to community access services."
    for words in ("Email address", "Keep me signed in", "Next", "Unlock account?", "Help", "Create an account"):
        assert f">{words}</" in page.text
    assert 'type="password"' not in page.text


@BOTH
@pytest.mark.usefixtures("marisol")
def test_next_brings_the_password_whether_the_email_is_known_or_not(app: Flask, hx: bool) -> None:
    known, unknown = (
        builders.client(app).post("/sign-in", data={"email": email, "keep": "y"}, hx=hx) for email in (EMAIL, UNKNOWN)
    )
    assert known.status_code == unknown.status_code == 200
    assert ">Password</label>" in known.text and '<button class="button">Sign in</button>' in known.text
    assert without_tokens(known) == without_tokens(unknown).replace(UNKNOWN, EMAIL)
    assert value(known, "email") == EMAIL and value(known, "keep") == "y"


@BOTH
@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ("", "This field cannot be left blank"),
        ("   ", "This field cannot be left blank"),
        ("marisol", "Enter an email address like name@example.com"),
    ],
)
def test_next_without_an_address_says_so(visitor: StrictClient, hx: bool, entered: str, said: str) -> None:
    answer = visitor.post("/sign-in", data={"email": entered, "keep": "y"}, hx=hx)
    assert answer.status_code == 422 and beside(answer, "email") == said
    assert value(answer, "email") == entered and re.search(r'<input type="checkbox"[^>]*checked', answer.text)


@pytest.mark.parametrize(
    ("state", "path", "shown"),
    [
        (AccountState.INCOMPLETE, "/registration", "Step 1 of 3: Acknowledgement"),
        (AccountState.PENDING, "/status", "Thank you for registering"),
        (AccountState.ACTIVE, "/dashboard", "Dashboard"),
        (AccountState.DENIED, "/status", "Your registration was not approved"),
    ],
)
@BOTH
def test_the_right_password_leads_each_state_to_where_it_belongs(
    visitor: StrictClient,
    sqlite_database: Database,
    clock: FixedClock,
    state: AccountState,
    path: str,
    shown: str,
    hx: bool,
) -> None:
    with sqlite_database.writing() as session:
        builders.waiting(session, clock.now())
        session.exec(select(Account)).one().state = state
        session.commit()
    answer = visitor.post("/sign-in/password", data=SIGN_IN, hx=hx)
    assert (answer.status_code, answer.location) == (303, path)
    page = visitor.get(path, hx=hx, follow_redirects=True)
    assert state is AccountState.INCOMPLETE or heading(page) == shown
    assert "Marisol Peña" in page.text


def test_a_deactivated_account_is_refused_in_words(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    resident(sqlite_database, clock, AccountState.DEACTIVATED)
    assert attempt(visitor, PASSWORD).startswith("This account is switched off.")
    assert attempt(visitor, "wrong") == WRONG
    assert not visitor.get_cookie(RESIDENT)


def test_an_account_deactivated_while_signed_in_is_asked_to_sign_in(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    account = resident(sqlite_database, clock, AccountState.ACTIVE)
    signed_in(visitor, sqlite_database, account, clock)
    assert visitor.get("/dashboard").status_code == 200
    with sqlite_database.writing() as session:
        session.get_one(Account, account.id).state = AccountState.DEACTIVATED
        session.commit()
    assert visitor.get("/dashboard").location == "/sign-in"
    assert visitor.get("/sign-in").status_code == 200


@BOTH
@pytest.mark.usefixtures("marisol")
def test_a_wrong_password_and_an_unknown_email_look_the_same_until_both_are_locked(app: Flask, hx: bool) -> None:
    for number in range(11):
        pages = []
        for email in (EMAIL, UNKNOWN):
            answer = builders.client(app).post(
                "/sign-in/password", data={"email": email, "password": "Wrong-1234"}, hx=hx
            )
            assert answer.status_code == 422 and beside(answer, "password") == (WRONG if number < 9 else LOCKED)
            assert "Wrong-1234" not in answer.text and value(answer, "email") == email
            pages.append(without_tokens(answer).replace(UNKNOWN, EMAIL))
        assert pages[0] == pages[1]


@pytest.mark.usefixtures("marisol")
def test_a_lock_refuses_the_right_password_for_thirty_minutes(visitor: StrictClient, clock: FixedClock) -> None:
    for _ in range(10):
        attempt(visitor, "Wrong-1234")
    assert attempt(visitor, PASSWORD) == LOCKED
    clock.advance(minutes=29, seconds=59)
    assert attempt(visitor, PASSWORD) == LOCKED
    clock.advance(seconds=1)
    assert attempt(visitor, PASSWORD) == "/registration"


@pytest.mark.usefixtures("marisol")
@pytest.mark.parametrize("written", [" MARISOL@example.com ", "ｍarisol@example.com"])
def test_the_email_may_be_written_otherwise(visitor: StrictClient, written: str) -> None:
    assert attempt(visitor, PASSWORD, written) == "/registration"


def test_a_long_password_typed_with_its_accents_apart_is_the_same(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    composed = "Aa1" + "é" * 120
    account = resident(sqlite_database, clock)
    with sqlite_database.writing() as session:
        session.get_one(Account, account.id).password_hash = builders.hasher().hash(composed)
        session.commit()
    assert attempt(visitor, "Aa1" + "e\u0301" * 120) == "/registration"


@pytest.mark.usefixtures("marisol")
@pytest.mark.parametrize(
    "typed", ["x" * 5000, "a\x00b", "🐴", "\u202e", PASSWORD + "x", PASSWORD[:-1], PASSWORD.lower()]
)
def test_any_other_password_is_wrong(visitor: StrictClient, typed: str) -> None:
    assert attempt(visitor, typed) == WRONG


def test_no_password_says_so_and_is_no_try(visitor: StrictClient) -> None:
    for _ in range(11):
        assert attempt(visitor, "") == "This field cannot be left blank"
    assert attempt(visitor, "Wrong-1234") == WRONG


@BOTH
def test_an_email_broken_on_the_way_is_asked_for_again(visitor: StrictClient, hx: bool) -> None:
    for sent in ({"password": "x"}, {"email": "no address", "password": "x"}):
        answer = visitor.post("/sign-in/password", data=sent, hx=hx)
        assert answer.status_code == 422 and beside(answer, "email")
        assert heading(answer) == "Sign in to community access services."


def test_loading_the_password_page_anew_begins_with_the_email(visitor: StrictClient) -> None:
    assert visitor.get("/sign-in/password").location == "/sign-in"


@pytest.mark.usefixtures("marisol")
def test_somebody_signed_in_is_led_on(visitor: StrictClient) -> None:
    attempt(visitor, PASSWORD)
    assert visitor.get("/sign-in").location == "/registration"


@pytest.mark.usefixtures("marisol")
def test_signing_in_has_a_new_token_and_ends_the_old_session(visitor: StrictClient, sqlite_database: Database) -> None:
    tokens = []
    for _ in range(2):
        attempt(visitor, PASSWORD)
        cookie = visitor.get_cookie(RESIDENT)
        assert cookie
        tokens.append(cookie.value)
    assert tokens[0] != tokens[1]
    with sqlite_database.reading() as session:
        assert len(all_of(session, ResidentSession)) == 1
    visitor.set_cookie(RESIDENT, tokens[0])
    assert visitor.get("/registration").location == "/sign-in"


@pytest.mark.usefixtures("marisol")
def test_a_password_hashed_with_weaker_parameters_is_hashed_anew(
    visitor: StrictClient, sqlite_database: Database
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

    def stored(change_to: str | None = None) -> str:
        with sqlite_database.writing() as session:
            account = session.exec(select(Account)).one()
            account.password_hash = change_to or account.password_hash
            session.commit()
            return account.password_hash or ""

    stored(change_to=weak)
    assert attempt(visitor, "Wrong-1234") == WRONG and stored() == weak
    assert attempt(visitor, PASSWORD) == "/registration"
    assert extract_parameters(stored()) == extract_parameters(builders.password_hash())
    renewed = stored()
    assert attempt(visitor, PASSWORD) == "/registration" and stored() == renewed


@BOTH
@pytest.mark.usefixtures("marisol")
def test_when_many_sign_in_at_once_somebody_is_asked_to_come_back(
    app: Flask, visitor: StrictClient, monkeypatch: pytest.MonkeyPatch, hx: bool
) -> None:
    monkeypatch.setattr(app.extensions["css"].hasher, "_places", threading.Semaphore(0))
    answer = visitor.post("/sign-in/password", data=SIGN_IN, hx=hx)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
    assert "Many people are here just now" in answer.text and ("<html" in answer.text) is not hx


@BOTH
def test_who_is_locked_reads_what_to_do(visitor: StrictClient, hx: bool) -> None:
    page = visitor.get("/unlock", hx=hx)
    assert heading(page) == "Unlock your account" and "30 minutes" in page.text
