"""Another code, another address, another way: what the code's page offers when no code arrives."""

import re

import pytest

from css.core.clock import FixedClock
from css.core.db import Database
from tests.html import StrictClient
from tests.web.visits import EMAIL, SIGN_UP, beside, code, heading, mails, value

BOTH = pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])


@pytest.fixture
def begun(visitor: StrictClient) -> StrictClient:
    assert visitor.post("/sign-up", data=SIGN_UP).status_code == 303
    return visitor


def seconds_left(page: str) -> list[str]:
    return re.findall(r'data-wait-seconds="(\d+)"', page)


@BOTH
def test_before_thirty_seconds_the_page_says_how_long_to_wait(
    begun: StrictClient, sqlite_database: Database, clock: FixedClock, hx: bool
) -> None:
    clock.advance(seconds=12)
    assert seconds_left(begun.get("/verify").text) == ["18"]
    answer = begun.post("/verify/resend", hx=hx)
    assert answer.status_code == 429
    assert beside(answer, "code") == "Please wait 18 seconds before the next code."
    assert len(mails(sqlite_database)) == 1


@BOTH
def test_after_thirty_seconds_a_new_code_is_mailed(
    begun: StrictClient, sqlite_database: Database, clock: FixedClock, hx: bool
) -> None:
    clock.advance(seconds=30)
    assert seconds_left(begun.get("/verify").text) in ([], ["0"])
    answer = begun.post("/verify/resend", hx=hx)
    assert answer.status_code == 303 and answer.location.startswith("/verify")
    assert len(mails(sqlite_database)) == 2
    assert seconds_left(begun.get("/verify").text) == ["30"]
    assert begun.post("/verify", data={"code": code(sqlite_database)}).status_code == 303


def test_the_sixth_code_of_an_hour_is_refused_in_words(
    begun: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    for _ in range(4):
        clock.advance(minutes=1)
        assert begun.post("/verify/resend").status_code == 303
    clock.advance(minutes=1)
    answer = begun.post("/verify/resend")
    assert answer.status_code == 429 and "try again later" in beside(answer, "code")
    assert len(mails(sqlite_database)) == 5


def test_to_load_the_address_of_a_refused_resend_anew_leads_back_to_the_code(begun: StrictClient) -> None:
    answer = begun.get("/verify/resend")
    assert (answer.status_code, answer.location) == (303, "/verify")


@BOTH
def test_another_address_gets_a_code_of_its_own(begun: StrictClient, sqlite_database: Database, hx: bool) -> None:
    old = code(sqlite_database)
    assert heading(begun.get("/verify/email", hx=hx)) == "Use another address"
    answer = begun.post("/verify/email", data={"email": " marisol@work.example "}, hx=hx)
    assert (answer.status_code, answer.location) == (303, "/verify")
    assert "marisol@work.example" in begun.get("/verify", hx=hx).text
    new = code(sqlite_database, "marisol@work.example")
    if old != new:
        assert begun.post("/verify", data={"code": old}).status_code == 422
    assert begun.post("/verify", data={"code": new}).status_code == 303


@BOTH
@pytest.mark.parametrize("typed", ["", "marisol", "a\x00b@example.com"])
def test_what_is_no_address_is_refused_and_the_old_one_stays(
    begun: StrictClient, sqlite_database: Database, hx: bool, typed: str
) -> None:
    answer = begun.post("/verify/email", data={"email": typed}, hx=hx)
    assert answer.status_code == 422 and beside(answer, "email")
    assert EMAIL in begun.get("/verify").text and len(mails(sqlite_database)) == 1


def test_the_same_address_again_must_wait_like_a_resend(begun: StrictClient, sqlite_database: Database) -> None:
    answer = begun.post("/verify/email", data={"email": EMAIL})
    assert answer.status_code == 429 and beside(answer, "email") == "Please wait 30 seconds before the next code."
    assert value(answer, "email") == EMAIL and len(mails(sqlite_database)) == 1


def test_an_address_that_had_its_codes_gets_no_more(begun: StrictClient, sqlite_database: Database) -> None:
    for _ in range(5):
        begun.post("/verify/email", data={"email": "a@work.example"})
        begun.post("/verify/email", data={"email": "b@work.example"})
    answer = begun.post("/verify/email", data={"email": "a@work.example"})
    assert answer.status_code == 429 and "try again later" in beside(answer, "email")
    assert len(mails(sqlite_database, "a@work.example")) == 5
    assert "b@work.example" in begun.get("/verify").text


def test_an_address_that_looks_mistyped_is_pointed_out(visitor: StrictClient) -> None:
    visitor.post("/sign-up", data={**SIGN_UP, "email": "marisol@gmial.com"})
    assert "Perhaps you meant marisol@gmail.com." in visitor.get("/verify").text


@BOTH
def test_the_authenticator_list_leads_back_to_the_code(begun: StrictClient, hx: bool) -> None:
    page = begun.get("/verify/ways", hx=hx)
    assert heading(page) == "Choose how to prove it’s you" and 'href="/verify"' in page.text and EMAIL in page.text
    for way in ("With a code by mail", "With your password", "With a passkey", "With an authenticator app"):
        assert way in page.text
