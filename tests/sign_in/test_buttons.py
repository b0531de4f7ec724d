"""The buttons of the providers: those that the city has registered with, above "OR", and no room for them without."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from css.core.clock import FixedClock
from css.core.db import Database
from css.core.providers import Provider
from tests import builders
from tests.accounts.social_desk import FACEBOOK, MICROSOFT, UNKNOWN, add, social_account
from tests.html import StrictClient
from tests.html_rules import attribute, text
from tests.html_source import walk
from tests.web import providers
from tests.web.visits import EMAIL, heading, mails
from tests.wizard.browser import Page

BOTH = pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])
OF_EACH = {
    (): [],
    (Provider.MICROSOFT,): ["Sign in with Microsoft"],
    (Provider.FACEBOOK, Provider.GOOGLE): ["Sign in with Google", "Sign in with Facebook"],
    tuple(Provider): [f"Sign in with {name}" for name in ("Google", "Apple", "Microsoft", "Facebook")],
}
EACH = pytest.mark.parametrize("with_buttons", OF_EACH, ids=lambda found: "+".join(found) or "none")
OpenPortal = Callable[[tuple[Provider, ...]], StrictClient]


@pytest.fixture
def visit(sqlite_database: Database, clock: FixedClock) -> Iterator[OpenPortal]:
    """A browser of a portal in which these providers have buttons."""
    opened = []

    def portal(with_buttons: tuple[Provider, ...]) -> StrictClient:
        opened.append(builders.portal(sqlite_database, clock, **providers.settings(providers=with_buttons)))
        return builders.client(opened[-1])

    yield portal
    for app in opened:
        app.extensions["css"].database.close()


def buttons(page: Page) -> list[Any]:
    return [one for one in page.elements if one.name == "a" and text(one).startswith("Sign in with")]


@EACH
@BOTH
def test_those_that_are_configured_stand_in_their_order(
    visit: OpenPortal, with_buttons: tuple[Provider, ...], hx: bool
) -> None:
    found = buttons(Page(visit(with_buttons).get("/sign-in", hx=hx)))
    assert [text(one) for one in found] == OF_EACH[with_buttons]
    assert [attribute(one, "href") for one in found] == [f"/social/{one}" for one in Provider if one in with_buttons]


@BOTH
def test_they_are_plain_links_to_another_site_and_nothing_for_htmx(visit: OpenPortal, hx: bool) -> None:
    page = Page(visit(tuple(Provider)).get("/sign-in", hx=hx))
    for one in buttons(page):
        assert set(one.attrs) == {"href", "class"}
        assert not [up for up in _above(one) if {"hx-boost", "hx-get", "hx-target"} & set(up.attrs)]


@EACH
@BOTH
def test_or_stands_between_them_and_the_email_and_nothing_is_there_without_them(
    visit: OpenPortal, with_buttons: tuple[Provider, ...], hx: bool
) -> None:
    page = Page(visit(with_buttons).get("/sign-in", hx=hx))
    told = [text(one) for one in page.elements if one.name in ("a", "p", "label", "h1") and text(one)]
    if with_buttons:
        last = told.index(OF_EACH[with_buttons][-1])
        assert told[last + 1 : last + 3] == ["OR", "Email address"]
    else:
        assert "OR" not in told and told[told.index(heading(page.response)) + 1] == "Email address"
    inside = walk(page.by_id("sign-in"))
    empty = [one for one in inside if one.name in ("div", "p", "ul", "section") and not _holds_something(one)]
    assert all("aria-live" in one.attrs for one in empty)


def test_without_any_the_page_is_what_it_was(visit: OpenPortal) -> None:
    page = visit(()).get("/sign-in").text
    assert "provider" not in page and "/social" not in page and 'class="or"' not in page


@pytest.mark.parametrize("provider", Provider)
def test_without_a_button_there_is_no_such_page(visit: OpenPortal, provider: Provider) -> None:
    browser = visit(tuple(one for one in Provider if one is not provider))
    for path in ("", "/callback", "/callback?state=x&code=x", "/stopped", "/stopped?why=lost"):
        assert browser.get(f"/social/{provider}{path}").status_code == 404
    assert browser.post(f"/social/{provider}/callback", data={"state": "x"}).status_code == 404


@EACH
def test_signing_up_names_them_and_leads_to_them(visit: OpenPortal, with_buttons: tuple[Provider, ...]) -> None:
    page = Page(visit(with_buttons).get("/sign-up"))
    said = " ".join(text(one) for one in page.all("p") if "you need no password here" in text(one))
    assert [one for one in Provider if one.brand in said] == [one for one in Provider if one in with_buttons]
    assert page.link("Go to the buttons") == ("/sign-in" if with_buttons else "")


def test_whoever_has_no_password_and_tries_one_is_told_by_mail_of_the_buttons_that_there_are(
    visit: OpenPortal, sqlite_database: Database, clock: FixedClock
) -> None:
    with sqlite_database.writing() as session:
        owner = social_account(session, clock)
        for told in (MICROSOFT, FACEBOOK):
            add(session, clock, owner, told)
        session.commit()
    browser = visit((Provider.FACEBOOK, Provider.GOOGLE))
    pages = [
        browser.post("/sign-in/password", data={"email": email, "password": "Wrong-1234"}).text.replace(email, EMAIL)
        for email in (EMAIL, UNKNOWN)
    ]
    assert pages[0] == pages[1] and "not right" in pages[0]
    (mail,) = [one for one in mails(sqlite_database) if one.kind == "no-password"]
    assert "with Google or Facebook: press that button" in mail.text
    assert mails(sqlite_database, UNKNOWN) == []


def test_their_page_costs_no_question_to_a_provider(visit: OpenPortal, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody answers there: whoever wants to sign in otherwise never notices."""
    browser = visit(tuple(Provider))
    for path in ("/", "/sign-in", "/sign-up"):
        assert browser.get(path).status_code == 200
    assert "css.social" not in {record.name for record in caplog.records}


def _above(element: Any) -> list[Any]:
    found, up = [], element.parent
    while up is not None and hasattr(up, "attrs"):
        found.append(up)
        up = up.parent
    return found


def _holds_something(element: Any) -> bool:
    return bool(text(element)) or any(child.name for child in element.children if hasattr(child, "name"))
