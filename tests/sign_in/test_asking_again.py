"""Asking for a code once more, and not having to type the email for it."""

import pytest

from css.core.clock import FixedClock
from css.core.db import Database
from tests.html import StrictClient
from tests.sign_in.test_recovery import BOTH, UNKNOWN, ask, marisol
from tests.web.visits import EMAIL, mails, value

__all__ = ["marisol"]


@pytest.mark.parametrize("email", [EMAIL, UNKNOWN])
@pytest.mark.usefixtures("marisol")
def test_asked_for_again_at_once_the_same_code_still_works(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock, email: str
) -> None:
    """From the list of ways and back: not a mail each time, which would kill the code on its way."""
    ask(visitor, "sign-in", email)
    clock.advance(seconds=29)
    ask(visitor, "sign-in", email)
    assert len(mails(sqlite_database, email)) == (2 if email == EMAIL else 1)  # Marisol's first was at her sign-up
    clock.advance(seconds=1)
    ask(visitor, "sign-in", email)
    assert len(mails(sqlite_database, email)) == (3 if email == EMAIL else 2)
    ask(visitor, "unlock", email)
    assert len(mails(sqlite_database, email)) == (4 if email == EMAIL else 3)


@pytest.mark.usefixtures("marisol")
def test_asked_for_otherwise_or_after_five_wrong_tries_there_is_another_code(
    visitor: StrictClient, sqlite_database: Database
) -> None:
    ask(visitor, "sign-in")
    visitor.post("/sign-in/code", data={"email": EMAIL, "keep": "y"})
    assert len(mails(sqlite_database)) == 3
    for _ in range(5):
        visitor.post("/verify", data={"code": "000000"})
    visitor.post("/sign-in/code", data={"email": EMAIL, "keep": "y"})
    assert len(mails(sqlite_database)) == 4


@BOTH
@pytest.mark.parametrize("what", ["unlock", "reset"])
def test_the_email_that_was_typed_before_is_in_the_box(visitor: StrictClient, what: str, hx: bool) -> None:
    page = visitor.post("/sign-in", data={"email": UNKNOWN}, hx=hx)
    assert f'hx-post="/{what}/for"' in page.text
    assert value(visitor.post(f"/{what}/for", data={"email": UNKNOWN}, hx=hx), "email") == UNKNOWN
    assert value(visitor.post(f"/{what}/for", data={"email": "no address"}, hx=hx), "email") == ""
