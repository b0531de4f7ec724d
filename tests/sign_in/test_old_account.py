"""A holder of the old system at the sign-in box sees what everybody sees; the mail starts the re-registration."""

import re
from pathlib import Path

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.inviting import invitations
from css.models import AccountState
from tests import builders
from tests.html import StrictClient
from tests.matching.importing.files import MARISOL, load, write
from tests.web.visits import EMAIL, app, code, mails, resident, value, visitor, without_tokens

__all__ = ["app", "visitor"]
HOLDER, NOBODY = "marisol@example.com", "mirabel@example.com"
AGAIN = re.compile(r"http://localhost:8000(/sign-up/again/\S+)")


@pytest.fixture(autouse=True)
def holder(sqlite_database: Database, clock: FixedClock, tmp_path: Path) -> None:
    load(sqlite_database, clock, write(tmp_path, [MARISOL]))


def kinds(database: Database, email: str = "Marisol@example.com") -> list[str]:
    return [mail.kind for mail in mails(database, email)]


def link(database: Database) -> str:
    found = AGAIN.search(mails(database, "Marisol@example.com")[-1].text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-in/password", "/sign-in/app", "/sign-in/code", "/unlock", "/reset"]
)
def test_the_pages_are_the_same(app: Flask, path: str) -> None:
    pages = []
    for email in (HOLDER, NOBODY):
        sent = {"email": email, "password": "Wrong-1234", "code": "123456"}
        answer = builders.client(app).post(path, data=sent, follow_redirects=True)
        pages.append(without_tokens(answer).replace(email, EMAIL))
    assert pages[0] == pages[1]


def test_the_mail_leads_to_signing_up_with_the_address(visitor: StrictClient, sqlite_database: Database) -> None:
    visitor.post("/sign-in/password", data={"email": HOLDER, "password": "Wrong-1234"})
    assert kinds(sqlite_database) == ["register-again"]
    page = visitor.get(link(sqlite_database))
    assert value(page, "email") == "Marisol@example.com"
    assert "filled in the email address of your old account" in page.text
    for secret in ("Peña", "South Vulcan", "555-0142"):
        assert secret not in page.text


def test_with_an_apps_code_as_well(visitor: StrictClient, sqlite_database: Database) -> None:
    visitor.post("/sign-in/app", data={"email": HOLDER, "password": "Wrong-1234", "code": "123456"})
    assert kinds(sqlite_database) == ["register-again"]


def test_once_a_day(visitor: StrictClient, sqlite_database: Database, clock: FixedClock) -> None:
    for _ in range(3):
        visitor.post("/sign-in/password", data={"email": HOLDER, "password": "Wrong-1234"})
    assert len(kinds(sqlite_database)) == 1
    clock.advance(hours=25)
    visitor.post("/sign-in/password", data={"email": HOLDER, "password": "Wrong-1234"})
    assert len(kinds(sqlite_database)) == 2


@pytest.mark.parametrize("path", ["/sign-in/code", "/unlock", "/reset"])
def test_whoever_asks_for_a_code_gets_it_in_place_of_the_mail_that_there_is_no_account(
    visitor: StrictClient, sqlite_database: Database, path: str
) -> None:
    visitor.post(path, data={"email": HOLDER})
    assert kinds(sqlite_database, HOLDER) + kinds(sqlite_database) == ["register-again"]


def test_strangers_get_none(visitor: StrictClient, sqlite_database: Database) -> None:
    visitor.post("/sign-in/password", data={"email": NOBODY, "password": "Wrong-1234"})
    assert kinds(sqlite_database, NOBODY) == []


def test_nobody_who_has_registered_again_gets_it(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    resident(sqlite_database, clock, AccountState.ACTIVE)
    visitor.post("/sign-in/password", data={"email": HOLDER, "password": "Wrong-1234"})
    assert "register-again" not in kinds(sqlite_database, HOLDER) + kinds(sqlite_database)


@pytest.mark.parametrize("late", [True, False])
def test_an_old_or_a_foreign_link_fills_in_nothing(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock, late: bool
) -> None:
    visitor.post("/sign-in/password", data={"email": HOLDER, "password": "Wrong-1234"})
    path = link(sqlite_database) if late else "/sign-up/again/nonsense"
    if late:
        clock.advance(seconds=invitations.LIFETIME.total_seconds())
    page = visitor.get(path)
    assert page.status_code == 200 and value(page, "email") == ""
    assert "does not fill in your email address any more" in page.text


def test_a_forwarded_link_claims_nothing_without_the_code(
    app: Flask, visitor: StrictClient, sqlite_database: Database
) -> None:
    """Whoever has the mail but not the mailbox sees an address, and no more: the code goes to the mailbox."""
    visitor.post("/sign-in/password", data={"email": HOLDER, "password": "Wrong-1234"})
    visitor.get(link(sqlite_database))
    names = {"first_name": "Eve", "last_name": "Else", "password": "Counter-Desk-7305"}
    sent = visitor.post("/sign-up", data={"email": "Marisol@example.com", **names}, follow_redirects=True)
    assert "Enter Code" in sent.text
    assert visitor.post("/verify", data={"code": "000000"}).status_code == 422
    assert visitor.get("/registration").location == "/sign-in"
    assert code(sqlite_database, "Marisol@example.com")  # which Eve does not read
