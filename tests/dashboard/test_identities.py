"""The identities on "How you sign in": which there are, which can be added, and that the last way in stays."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlmodel import select

from css.accounts.identities import Told
from css.core.clock import FixedClock
from css.core.db import Database
from css.core.providers import Provider
from css.models import Account, AccountState, AuditEntry, Identity, OutboxMessage, Passkey
from tests import builders
from tests.accounts import social_desk
from tests.accounts.social_desk import FACEBOOK, GOOGLE, MICROSOFT, UNKNOWN
from tests.html import StrictClient
from tests.html_rules import attribute, text
from tests.web import providers
from tests.web.visits import app as without_buttons
from tests.web.visits import heading, resident, signed_in
from tests.wizard.browser import Page

__all__ = ["without_buttons"]
LIST = "/dashboard/authenticators"
BOTH = pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])
LAST = "Without it only codes by mail would let you in. First choose a password or add a passkey"


@pytest.fixture
def app(sqlite_database: Database, clock: FixedClock) -> Flask:
    """A portal that has every button."""
    return providers.borrowed(sqlite_database, clock)


@pytest.fixture
def visitor(app: Flask) -> StrictClient:
    return builders.client(app)


@pytest.fixture
def marisol(visitor: StrictClient, sqlite_database: Database, clock: FixedClock) -> Account:
    """Active and signed in, with one identity and nothing else."""
    made = resident(sqlite_database, clock, AccountState.ACTIVE)
    with sqlite_database.writing() as session:
        owner = session.get_one(Account, made.id)
        social_desk.add(session, clock, owner, replace(GOOGLE, email=UNKNOWN))
        owner.password_hash = None
        session.commit()
    signed_in(visitor, sqlite_database, owner, clock)
    return owner


def at(database: Database, table: type[Identity | Passkey] = Identity) -> str:
    with database.reading() as session:
        return f"{LIST}/{session.exec(select(table.public_id)).one()}"


def added(page: Page) -> dict[str, str]:
    """What "Add …" leads to."""
    links = [one for one in page.all("a") if text(one).startswith("Add ") and "/social/" in attribute(one, "href")]
    assert all(set(one.attrs) == {"href", "class"} for one in links)  # to another site: nothing for htmx
    return {text(one): attribute(one, "href") for one in links}


def rows(database: Database, table: type) -> int:
    with database.reading() as session:
        return len(session.exec(select(table)).all())


@BOTH
@pytest.mark.usefixtures("marisol")
def test_they_are_listed_with_the_email_that_tells_them_apart(
    visitor: StrictClient, sqlite_database: Database, hx: bool
) -> None:
    page = Page(visitor.get(LIST, hx=hx))
    (row,) = [one for one in page.all("li") if text(one).startswith("Google")]
    assert UNKNOWN in text(row) and "Last used" in text(row)
    (change,) = [one for one in page.all("a") if attribute(one, "aria-label") == "Change: Google"]
    assert attribute(change, "href") == at(sqlite_database)


@BOTH
@pytest.mark.usefixtures("marisol")
def test_those_that_one_has_not_can_be_added(visitor: StrictClient, hx: bool) -> None:
    found = added(Page(visitor.get(LIST, hx=hx)))
    assert found == {f"Add {one.brand}": f"/social/{one}/add" for one in Provider if one is not Provider.GOOGLE}


def test_without_a_button_none_is_offered_and_ones_own_stay_to_be_removed(
    without_buttons: Flask, marisol: Account, sqlite_database: Database, clock: FixedClock
) -> None:
    browser = builders.client(without_buttons)
    signed_in(browser, sqlite_database, marisol, clock)
    page = Page(browser.get(LIST))
    assert added(page) == {} and [one for one in page.all("li") if text(one).startswith("Google")]


def test_where_there_are_neither_nothing_is_said_of_them(
    without_buttons: Flask, sqlite_database: Database, clock: FixedClock
) -> None:
    browser = builders.client(without_buttons)
    signed_in(browser, sqlite_database, resident(sqlite_database, clock, AccountState.ACTIVE), clock)
    assert "Accounts elsewhere" not in browser.get(LIST).text


@BOTH
@pytest.mark.usefixtures("marisol")
def test_the_page_of_the_last_way_in_says_that_it_stays_and_what_to_do(
    visitor: StrictClient, sqlite_database: Database, hx: bool
) -> None:
    page = Page(visitor.get(at(sqlite_database), hx=hx))
    assert LAST in page.words and "Remove it" not in page.buttons
    assert page.link("Choose a password") == "/reset"


@BOTH
@pytest.mark.usefixtures("marisol")
def test_the_last_way_in_stays_though_a_window_still_has_its_button(
    visitor: StrictClient, sqlite_database: Database, hx: bool
) -> None:
    told = rows(sqlite_database, OutboxMessage), rows(sqlite_database, AuditEntry)
    page = at(sqlite_database)
    assert refused(visitor, page, hx=hx)
    assert rows(sqlite_database, Identity) == 1
    assert (rows(sqlite_database, OutboxMessage), rows(sqlite_database, AuditEntry)) == told


@BOTH
def test_so_does_the_last_passkey(
    visitor: StrictClient, marisol: Account, sqlite_database: Database, clock: FixedClock, hx: bool
) -> None:
    with sqlite_database.writing() as session:
        social_desk.passkey(session, clock, marisol)
        session.commit()
    assert visitor.post(f"{at(sqlite_database)}/remove").location == f"{LIST}?done=removed"
    assert refused(visitor, at(sqlite_database, Passkey), hx=hx)
    assert rows(sqlite_database, Passkey) == 1 and rows(sqlite_database, Identity) == 0


@pytest.mark.parametrize("told", [MICROSOFT, FACEBOOK], ids=["microsoft", "facebook"])
def test_of_two_one_can_go(
    visitor: StrictClient, marisol: Account, sqlite_database: Database, clock: FixedClock, told: Told
) -> None:
    page = at(sqlite_database)
    with sqlite_database.writing() as session:
        social_desk.add(session, clock, session.get_one(Account, marisol.id), told)
        session.commit()
    assert visitor.post(f"{page}/remove").location == f"{LIST}?done=removed"
    assert "It is removed" in visitor.get(f"{LIST}?done=removed").text
    assert refused(visitor, at(sqlite_database))


def test_one_whose_button_is_gone_is_no_way_in_besides_a_passkey(
    without_buttons: Flask, marisol: Account, sqlite_database: Database, clock: FixedClock
) -> None:
    browser = builders.client(without_buttons)
    signed_in(browser, sqlite_database, marisol, clock)
    with sqlite_database.writing() as session:
        social_desk.passkey(session, clock, marisol)
        session.commit()
    assert refused(browser, at(sqlite_database, Passkey))
    assert browser.post(f"{at(sqlite_database)}/remove").location == f"{LIST}?done=removed"


def refused(browser: StrictClient, page: str, hx: bool = False) -> bool:
    """Whether it is back on its page, which says why."""
    answer = browser.post(f"{page}/remove", hx=hx)
    return (answer.status_code, answer.location) == (303, page) and LAST in Page(browser.get(page, hx=hx)).words


@BOTH
@pytest.mark.usefixtures("marisol")
def test_it_has_the_providers_name_and_no_other(visitor: StrictClient, sqlite_database: Database, hx: bool) -> None:
    page = visitor.get(at(sqlite_database), hx=hx)
    assert 'name="name"' not in page.text and UNKNOWN in page.text
    assert visitor.post(f"{at(sqlite_database)}/name", data={"name": "Mine"}, hx=hx).status_code == 404
    assert heading(visitor.get(at(sqlite_database))) == "Google"


ACTS: dict[str, Callable[[StrictClient, str], object]] = {
    "its page": lambda browser, page: browser.get(page).location,
    "removing": lambda browser, page: browser.post(f"{page}/remove").location,
    "adding": lambda browser, _page: browser.get("/social/microsoft/add").location,
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.usefixtures("marisol")
def test_after_ten_minutes_they_are_asked_again_who_they_are(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock, act: str
) -> None:
    clock.advance(minutes=10)
    asked = "/dashboard/confirm?to=authenticators.index"
    assert ACTS[act](visitor, at(sqlite_database)) == asked
    assert rows(sqlite_database, Identity) == 1


@pytest.mark.usefixtures("marisol")
def test_a_portal_whose_provider_does_not_answer_still_lists_and_removes(visitor: StrictClient) -> None:
    assert visitor.get("/social/microsoft/add").location == "/social/microsoft/stopped?why=unreachable"
    assert visitor.get(LIST).status_code == 200
