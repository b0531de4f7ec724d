"""Whoever has an authenticator app is asked for its code after the password, or after another first proof."""

import pytest
from flask import Flask
from sqlmodel import select

from css.accounts import proofs
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, RecoveryCode, ResidentSession, SecondStep
from css.web import login
from tests import builders
from tests.html import StrictClient
from tests.sign_in.apps import Marisol, with_app
from tests.web.visits import EMAIL, SIGN_IN, app, beside, code, guarded, heading, mails, visitor

__all__ = ["app", "guarded", "visitor"]
STEP = "/sign-in/second-step"
COOKIE = "css_second_step"
BOTH = pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])


@pytest.fixture
def marisol(sqlite_database: Database, clock: FixedClock) -> Marisol:
    return with_app(sqlite_database, clock)


def password(visitor: StrictClient, **more: str) -> str:
    """The first step; returns where it leads."""
    return visitor.post("/sign-in/password", data={**SIGN_IN, **more}).location or ""


def give(visitor: StrictClient, text: str) -> str:
    """The second step; returns where it leads, or what is said beside the box."""
    answer = visitor.post(STEP, data={"code": text})
    return answer.location or beside(answer, "code")


def begun(visitor: StrictClient) -> StrictClient:
    assert password(visitor) == STEP
    return visitor


@BOTH
def test_after_the_password_comes_the_code_and_then_the_dashboard(
    visitor: StrictClient, marisol: Marisol, hx: bool
) -> None:
    assert visitor.post("/sign-in/password", data=SIGN_IN, hx=hx).location == STEP
    assert visitor.get("/dashboard").location == "/sign-in"
    page = visitor.get(STEP, hx=hx)
    assert (page.status_code, heading(page)) == (200, "Enter the code of your app")
    assert 'autocomplete="one-time-code"' in page.text
    answer = visitor.post(STEP, data={"code": marisol.code()}, hx=hx)
    assert (answer.status_code, answer.location) == (303, "/dashboard")
    assert visitor.get("/dashboard", hx=hx).status_code == 200


def test_a_code_by_mail_is_a_first_step_too(visitor: StrictClient, marisol: Marisol, sqlite_database: Database) -> None:
    visitor.post("/sign-in/code", data={"email": EMAIL})
    assert visitor.post("/verify", data={"code": code(sqlite_database)}).location == STEP
    assert give(visitor, marisol.code()) == "/dashboard"


def test_a_new_password_by_mail_is_a_first_step_too(
    visitor: StrictClient, marisol: Marisol, sqlite_database: Database
) -> None:
    visitor.post("/reset", data={"email": EMAIL})
    visitor.post("/verify", data={"code": code(sqlite_database)})
    assert visitor.post("/reset/new", data={"password": "Brand-New-4812"}).location == STEP
    assert give(visitor, marisol.code()) == "/dashboard"


@pytest.mark.parametrize("state", [AccountState.INCOMPLETE, AccountState.PENDING, AccountState.DENIED])
def test_it_leads_to_where_the_account_belongs(
    app: Flask, visitor: StrictClient, sqlite_database: Database, clock: FixedClock, state: AccountState
) -> None:
    theirs = with_app(sqlite_database, clock, state)
    with app.test_request_context():
        where = login.landing(state)
    assert give(begun(visitor), theirs.code()) == where != "/dashboard"


@pytest.mark.parametrize("kept", [False, True])
def test_keep_me_signed_in_is_remembered_across_it(visitor: StrictClient, marisol: Marisol, kept: bool) -> None:
    password(visitor, **({"keep": "y"} if kept else {}))
    give(visitor, marisol.code())
    cookie = visitor.get_cookie("css_resident")
    assert cookie and (cookie.max_age is not None) is kept


def test_afterwards_nothing_of_it_is_left(visitor: StrictClient, marisol: Marisol) -> None:
    token = begun(visitor).get_cookie(COOKIE)
    give(visitor, marisol.code())
    assert token and visitor.get_cookie(COOKIE) is None
    assert visitor.get(STEP).location == "/dashboard"
    visitor.post("/sign-out")
    visitor.set_cookie(COOKIE, token.value)
    assert give(visitor, marisol.code(1)) == "/sign-in?late=1"


def test_whoever_is_signed_in_is_led_on_and_tries_nothing(visitor: StrictClient, marisol: Marisol) -> None:
    give(begun(visitor), marisol.code())
    assert give(visitor, marisol.wrong()) == "/dashboard"


# What may be typed


def test_a_recovery_code_stands_in_for_the_app_once(app: Flask, visitor: StrictClient, marisol: Marisol) -> None:
    one = marisol.offer.recovery_codes[0]
    assert give(begun(visitor), one) == "/dashboard"
    assert "You signed in with a recovery code" in visitor.get("/dashboard").text
    assert "You signed in with a recovery code" not in visitor.get("/dashboard").text
    assert marisol.count(RecoveryCode) == 9
    assert "not right" in give(begun(builders.client(app)), one)


@pytest.mark.parametrize(
    "typed",
    [
        lambda text: text.lower(),
        lambda text: text.replace("-", ""),
        lambda text: text.replace("-", " "),
        lambda text: "  " + text.replace("-", "\N{EN DASH}") + "\t",
        lambda text: "\N{ZERO WIDTH SPACE}" + " ".join(text),
    ],
)
def test_a_recovery_code_may_be_typed_in_many_ways(visitor: StrictClient, marisol: Marisol, typed: object) -> None:
    assert give(begun(visitor), typed(marisol.offer.recovery_codes[3])) == "/dashboard"  # type: ignore[operator]


def test_six_digits_may_have_a_gap_and_be_full_width(visitor: StrictClient, marisol: Marisol) -> None:
    digits = marisol.code()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in digits)
    assert give(begun(visitor), f" {wide[:3]} {wide[3:]} ") == "/dashboard"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "This field cannot be left blank"),
        (" - ", "This field cannot be left blank"),
        ("12345", "Enter the six digits that your app shows now, or a recovery code of twelve signs"),
        ("1234567", "Enter the six digits"),
        ("١٢٣٤٥٦", "Enter the six digits"),
        ("7KQ4-TBXW-M2P", "Enter the six digits"),
        ("7KQ4-TBXW-M2PÑ", "Enter the six digits"),
        ("x" * 20_000, "Enter the six digits"),
        ("\0" * 6, "This field cannot be left blank"),
    ],
)
def test_what_can_be_no_code_is_said_so_and_is_no_try(
    visitor: StrictClient, marisol: Marisol, typed: str, told: str
) -> None:
    begun(visitor)
    for _ in range(11):
        assert give(visitor, typed).startswith(told)
    assert give(visitor, marisol.code()) == "/dashboard"


# What lets nobody in


@BOTH
def test_a_wrong_code_is_told_beside_the_box(visitor: StrictClient, marisol: Marisol, hx: bool) -> None:
    begun(visitor)
    answer = visitor.post(STEP, data={"code": marisol.wrong()}, hx=hx)
    assert answer.status_code == 422 and beside(answer, "code").startswith("This code is not right")
    assert visitor.get("/dashboard").location == "/sign-in"
    assert give(visitor, marisol.code()) == "/dashboard"


def test_a_code_that_somebody_else_has_just_used_is_wrong(app: Flask, visitor: StrictClient, marisol: Marisol) -> None:
    """Read over the shoulder, it comes too late."""
    stranger = begun(builders.client(app))
    assert give(begun(visitor), marisol.code()) == "/dashboard"
    assert "was used before" in give(stranger, marisol.code())


def test_the_recovery_code_of_another_account_is_wrong(
    visitor: StrictClient, marisol: Marisol, sqlite_database: Database, clock: FixedClock
) -> None:
    other = with_app(sqlite_database, clock, email="ruben@example.com")
    assert "not right" in give(begun(visitor), other.offer.recovery_codes[0])
    assert marisol.count(RecoveryCode) == 20


@pytest.mark.parametrize("forged", ["", "x", "é", "A" * 43, "x" * 3000, "a%00b"])
def test_without_a_first_step_there_is_no_second(visitor: StrictClient, marisol: Marisol, forged: str) -> None:
    visitor.set_cookie(COOKIE, forged)
    for answer in (visitor.get(STEP), visitor.post(STEP, data={"code": marisol.code()})):
        assert (answer.status_code, (answer.location or "").split("?")[0]) == (303, "/sign-in")
    assert marisol.count(ResidentSession) == 0


@pytest.mark.usefixtures("marisol")
def test_the_second_step_of_staff_is_none_of_a_resident(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    begun(visitor)
    with sqlite_database.writing() as session:
        member = builders.staff_member(session, clock.now())
        row = session.exec(select(SecondStep)).one()
        row.account_id, row.staff_id = None, member.id
        session.commit()
    assert visitor.get(STEP).location == "/sign-in?late=1"


def test_it_is_over_after_ten_minutes_and_that_is_said(
    visitor: StrictClient, marisol: Marisol, clock: FixedClock
) -> None:
    begun(visitor)
    clock.advance(minutes=10)
    assert give(visitor, marisol.code()) == "/sign-in?late=1"
    assert "That took too long" in visitor.get("/sign-in?late=1").text
    assert visitor.get(STEP).location == "/sign-in"


def test_a_new_password_ends_it(visitor: StrictClient, marisol: Marisol, sqlite_database: Database) -> None:
    begun(visitor)
    with sqlite_database.writing() as session:
        proofs.forget(session, session.get_one(Account, marisol.account.id))
        session.commit()
    assert visitor.get(STEP).location == "/sign-in?late=1"
    assert give(begun(visitor), marisol.code()) == "/dashboard"


def test_an_account_that_was_switched_off_meanwhile_is_let_in_nowhere(visitor: StrictClient, marisol: Marisol) -> None:
    begun(visitor)
    marisol.deactivate()
    assert give(visitor, marisol.code()) == "This account is switched off. Please contact the city."
    assert marisol.count(ResidentSession) == 0
    assert visitor.get(STEP).location == "/sign-in?late=1"


# The lock


def test_ten_wrong_codes_lock_it_and_a_code_by_mail_does_not_open_it(
    app: Flask, visitor: StrictClient, marisol: Marisol, sqlite_database: Database
) -> None:
    begun(visitor)
    for _ in range(9):
        assert "not right" in give(visitor, marisol.wrong())
    locked = "There were too many wrong codes. Please wait 30 minutes."
    assert give(visitor, marisol.wrong()) == locked
    assert give(visitor, marisol.code()) == locked
    visitor.post("/unlock", data={"email": EMAIL})
    visitor.post("/verify", data={"code": code(sqlite_database)})
    assert give(begun(visitor), marisol.offer.recovery_codes[0]) == locked
    assert give(begun(builders.client(app)), marisol.code()) == locked
    assert [mail.kind for mail in mails(sqlite_database)].count("authenticator-changed") == 2  # added, locked


def test_the_lock_ends_by_itself(visitor: StrictClient, marisol: Marisol, clock: FixedClock) -> None:
    begun(visitor)
    for _ in range(10):
        give(visitor, marisol.wrong())
    clock.advance(minutes=30)
    assert give(begun(visitor), marisol.code()) == "/dashboard"


def test_a_stranger_with_the_password_keeps_nobody_out_of_a_known_device(
    app: Flask, visitor: StrictClient, marisol: Marisol, clock: FixedClock
) -> None:
    give(begun(visitor), marisol.code())
    visitor.post("/sign-out")
    stranger = begun(builders.client(app))
    for _ in range(11):
        give(stranger, marisol.wrong())
    clock.advance(minutes=1)
    assert "too many" in give(stranger, marisol.code())
    assert give(begun(visitor), marisol.code()) == "/dashboard"


def test_the_right_password_alone_tells_the_owner_of_no_new_device(
    visitor: StrictClient, marisol: Marisol, sqlite_database: Database
) -> None:
    begun(visitor)
    assert "new-device" not in [mail.kind for mail in mails(sqlite_database)]
    give(visitor, marisol.code())
    assert [mail.kind for mail in mails(sqlite_database)].count("new-device") == 1


def test_a_page_without_its_csrf_token_tries_nothing(guarded: StrictClient, marisol: Marisol) -> None:
    assert guarded.post(STEP, data={"code": marisol.code()}).status_code == 400
