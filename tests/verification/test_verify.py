"""The code's page: a right code lets in, a wrong one says so, and looking never changes anything."""

import pytest
from flask import Flask
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, Challenge, Registration, ResidentSession, SignUp
from tests import builders
from tests.html import StrictClient
from tests.web.visits import (
    EMAIL,
    RESIDENT,
    SIGN_UP,
    all_of,
    beside,
    code,
    heading,
    mails,
    resident,
    signed_in,
    value,
)

BOTH = pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])


@pytest.fixture
def begun(visitor: StrictClient) -> StrictClient:
    """A browser that has just signed up."""
    assert visitor.post("/sign-up", data=SIGN_UP).status_code == 303
    return visitor


def wrong(database: Database) -> str:
    return f"{(int(code(database)) + 1) % 10**6:06d}"


@BOTH
def test_the_page_says_where_the_code_went_and_asks_for_it_in_one_box(begun: StrictClient, hx: bool) -> None:
    page = begun.get("/verify", hx=hx)
    assert heading(page) == "Verify with your email" and f"We sent an email to <strong>{EMAIL}</strong>" in page.text
    assert '<label for="code">Enter Code</label>' in page.text and 'autocomplete="one-time-code"' in page.text
    for control in ("Verify", "Resend code", "Change email address", "Return to authenticator list"):
        assert control in page.text
    assert "hx-trigger" not in page.text  # it is never sent by itself


@BOTH
def test_the_right_code_opens_the_account_and_the_wizard(
    begun: StrictClient, sqlite_database: Database, hx: bool
) -> None:
    answer = begun.post("/verify", data={"code": code(sqlite_database)}, hx=hx)
    assert (answer.status_code, answer.location) == (303, "/registration")
    page = begun.get("/registration", hx=hx, follow_redirects=True)
    assert heading(page) == "Step 1 of 3: Acknowledgement" and "Marisol Peña" in page.text
    with sqlite_database.reading() as session:
        assert session.exec(select(Account)).one().email == EMAIL
        answers = session.exec(select(Registration)).one().answers["personal-info"]
        assert answers == {"first_name": "Marisol", "last_name": "Peña", "mobile_phone": "760-555-0142"}
        assert not all_of(session, SignUp)
    assert begun.get_cookie(RESIDENT) and not begun.get_cookie("css_sign_up")


@pytest.mark.parametrize("gap", ["{} {}", "{}-{}", " {}{} ", "{}\u2009{}", "{}\t{}"])
def test_a_code_copied_with_its_gap_is_the_same_code(begun: StrictClient, sqlite_database: Database, gap: str) -> None:
    right = code(sqlite_database)
    assert begun.post("/verify", data={"code": gap.format(right[:3], right[3:])}).status_code == 303


@BOTH
def test_a_wrong_code_says_so_in_place_and_counts(begun: StrictClient, sqlite_database: Database, hx: bool) -> None:
    typed = wrong(sqlite_database)
    answer = begun.post("/verify", data={"code": typed}, hx=hx)
    assert answer.status_code == 422 and beside(answer, "code") == "That code is not right. Check it and try again."
    assert value(answer, "code") == typed
    with sqlite_database.reading() as session:
        assert session.exec(select(Challenge)).one().wrong_tries == 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12\x0034", "🐴", "9" * 10_000])
def test_what_cannot_be_a_code_is_no_try(begun: StrictClient, sqlite_database: Database, typed: str) -> None:
    answer = begun.post("/verify", data={"code": typed})
    expected = "Enter the six digits of the code" if typed else "This field cannot be left blank"
    assert answer.status_code == 422 and beside(answer, "code") == expected
    with sqlite_database.reading() as session:
        assert session.exec(select(Challenge)).one().wrong_tries == 0


def test_after_five_wrong_codes_the_page_offers_a_new_one(begun: StrictClient, sqlite_database: Database) -> None:
    right, typed = code(sqlite_database), wrong(sqlite_database)
    for _ in range(5):
        answer = begun.post("/verify", data={"code": typed})
    assert beside(answer, "code") == "That code no longer works. Ask for a new one below."
    assert begun.post("/verify", data={"code": right}).status_code == 422


def test_after_ten_minutes_the_page_says_that_the_code_has_expired(
    begun: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    clock.advance(minutes=10)
    answer = begun.post("/verify", data={"code": code(sqlite_database)})
    assert beside(answer, "code") == "That code has expired. Ask for a new one below."


def test_another_browsers_code_is_refused(app: Flask, begun: StrictClient, sqlite_database: Database) -> None:
    mine = code(sqlite_database)
    stranger = builders.client(app)
    stranger.post("/sign-up", data={**SIGN_UP, "first_name": "Stranger"})
    if mine != code(sqlite_database):
        assert stranger.post("/verify", data={"code": mine}).status_code == 422
    assert begun.post("/verify", data={"code": mine}).status_code == 303


@BOTH
def test_a_browser_that_began_nothing_is_sent_to_sign_up(visitor: StrictClient, hx: bool) -> None:
    visitor.set_cookie("css_sign_up", "guessed")
    for page in ("/verify", "/verify/email", "/verify/ways"):
        assert visitor.get(page, hx=hx).location == "/sign-up"
    for action in ("/verify", "/verify/resend", "/verify/email"):
        answer = visitor.post(action, data={"code": "123456", "email": EMAIL}, hx=hx)
        assert (answer.status_code, answer.location) == (303, "/sign-up")


def test_a_code_sent_twice_lets_in_once_and_leads_on(begun: StrictClient, sqlite_database: Database) -> None:
    right = code(sqlite_database)
    begun.post("/verify", data={"code": right})
    again = begun.post("/verify", data={"code": right})
    assert (again.status_code, again.location) == (303, "/registration")


def test_looking_at_the_pages_consumes_nothing(
    app: Flask, begun: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    right = code(sqlite_database)
    for visitor in (begun, builders.client(app)):
        for path in ("/verify", f"/verify?code={right}", "/verify/email", "/verify/ways", "/verify/resend", "/sign-up"):
            visitor.get(path)
            visitor.head(path)
    assert len(mails(sqlite_database)) == 1
    assert begun.post("/verify", data={"code": right}).status_code == 303


def test_whose_email_was_proven_elsewhere_is_told_to_sign_in(
    app: Flask, begun: StrictClient, sqlite_database: Database
) -> None:
    mine, other = code(sqlite_database), builders.client(app)
    other.post("/sign-up", data=SIGN_UP)
    other.post("/verify", data={"code": code(sqlite_database)})
    answer = begun.post("/verify", data={"code": mine})
    assert answer.status_code == 422
    assert beside(answer, "code") == "This email has an account by now. Please sign in."
    with sqlite_database.reading() as session:
        assert len(all_of(session, Account)) == 1


def test_somebody_signed_in_whose_session_is_a_minute_old_is_answered_at_once(
    app: Flask, begun: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    """Noting that the session is in use must not wait for the transaction that tries the code."""
    signed_in(begun, sqlite_database, resident(sqlite_database, clock, email="ada@example.com"), clock)
    clock.advance(seconds=61)
    assert begun.post("/verify", data={"code": "no digits"}).status_code == 422
    with sqlite_database.reading() as session:
        assert session.exec(select(ResidentSession)).one().last_seen_at == clock.now()


def test_proving_an_email_ends_the_session_that_the_browser_had(
    begun: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    right = code(sqlite_database)
    token = signed_in(begun, sqlite_database, resident(sqlite_database, clock, email="ada@example.com"), clock)
    begun.post("/verify", data={"code": right})
    found = begun.get_cookie(RESIDENT)
    assert found and found.value != token
    with sqlite_database.reading() as session:
        owner = session.exec(select(Account).where(Account.email == EMAIL)).one()
        assert session.exec(select(ResidentSession)).one().account_id == owner.id
