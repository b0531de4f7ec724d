"""Entering with a passkey, as a browser's script does it: where it leads, what is said, and who is kept out."""

import json
from dataclasses import replace

import pytest
from flask import Flask
from sqlmodel import select

from css.accounts import owners
from css.core import tokens
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, AuditEntry, AuthenticatorApp, Passkey, ResidentSession
from tests import builders
from tests.accounts.authenticator import Device
from tests.accounts.passkey_desk import PARTY, adding
from tests.html import StrictClient
from tests.html_rules import attribute, text
from tests.web.visits import EMAIL, RESIDENT, heading, mails, resident, value, without_tokens
from tests.wizard.browser import Page

BOTH = pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])
OPTIONS, ENTER, PAGE = "/sign-in/passkey/options", "/sign-in/passkey", "/sign-in/ways/passkey"
WRONG = "That passkey did not work here. Try again, or choose another way."


@pytest.fixture
def marisol(sqlite_database: Database, clock: FixedClock) -> Account:
    return resident(sqlite_database, clock, AccountState.ACTIVE)


@pytest.fixture
def device(app: Flask, sqlite_database: Database, clock: FixedClock, marisol: Account) -> Device:
    """A device with a passkey of Marisol's."""
    made, party = Device(count=3), replace(PARTY, secret_keys=app.extensions["css"].settings.secret_keys)
    with sqlite_database.writing() as session:
        flow = adding(session, marisol, clock.now(), party)
        flow.finish(made.make(flow.options()), name="Phone", mailer=builders.mailer())
        session.commit()
    return made


def options(visitor: StrictClient) -> str:
    return visitor.get(OPTIONS).text


def enter(visitor: StrictClient, answer: str, hx: bool = False, **more: str) -> Page:
    return Page(visitor.post(ENTER, data={"credential": answer, **more}, hx=hx))


def said(page: Page) -> str:
    """What is said of a passkey that was refused, in its place on the page."""
    alerts = page.all("div", role="alert")
    return " ".join(text(one) for one in alerts if attribute(one, "class") and "data-on" not in one.attrs)


@BOTH
def test_a_passkey_lets_in_and_is_remembered_by_this_browser(visitor: StrictClient, device: Device, hx: bool) -> None:
    entered = enter(visitor, device.use(options(visitor)), hx)
    assert (entered.status, entered.location) == (303, "/dashboard")
    assert visitor.get("/dashboard").status_code == 200
    assert visitor.get_cookie("css_device")


@pytest.mark.parametrize("keep", ["", "y"])
def test_keep_me_signed_in_is_kept_as_it_was_ticked(
    visitor: StrictClient, device: Device, sqlite_database: Database, keep: str
) -> None:
    enter(visitor, device.use(options(visitor)), keep=keep)
    with sqlite_database.reading() as session:
        assert session.exec(select(ResidentSession)).one().kept is bool(keep)
    cookie = visitor.get_cookie(RESIDENT)
    assert cookie and (cookie.max_age is not None) is bool(keep)


@pytest.mark.parametrize(
    ("state", "where"),
    [
        (AccountState.INCOMPLETE, "/registration"),
        (AccountState.PENDING, "/status"),
        (AccountState.DENIED, "/status"),
    ],
)
def test_it_leads_to_where_the_account_stands(
    visitor: StrictClient, device: Device, sqlite_database: Database, state: AccountState, where: str
) -> None:
    _put(sqlite_database, state)
    assert enter(visitor, device.use(options(visitor))).location == where


@BOTH
def test_whoever_is_switched_off_is_told_so_and_not_let_in(
    visitor: StrictClient, device: Device, sqlite_database: Database, hx: bool
) -> None:
    _put(sqlite_database, AccountState.DEACTIVATED)
    page = enter(visitor, device.use(options(visitor)), hx)
    assert (page.status, said(page)) == (422, "This account is switched off. Please contact the city.")
    assert visitor.get("/dashboard").location == "/sign-in"


def test_it_is_two_factors_so_no_app_is_asked_for(
    visitor: StrictClient, device: Device, marisol: Account, sqlite_database: Database, clock: FixedClock
) -> None:
    app = {"public_id": tokens.new_public_id(), "sealed_secret": "x", "last_step": 0, "name": "Phone"}
    with sqlite_database.writing() as session:
        session.add(AuthenticatorApp(**app, created_at=clock.now(), **owners.of_account(marisol).columns))
        session.commit()
    assert enter(visitor, device.use(options(visitor))).location == "/dashboard"


def test_the_owner_is_told_of_a_browser_that_is_new_to_the_account(
    visitor: StrictClient, device: Device, sqlite_database: Database
) -> None:
    for _ in range(2):
        enter(visitor, device.use(options(visitor)))
    assert [mail.kind for mail in mails(sqlite_database)].count("new-device") == 1


def test_the_options_are_for_this_portal_and_are_kept_by_nobody(visitor: StrictClient) -> None:
    answer = visitor.get(OPTIONS)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/json", "no-store")
    assert answer.json
    assert (answer.json["rpId"], answer.json["userVerification"]) == ("localhost", "required")
    assert "Set-Cookie" not in answer.headers


@BOTH
def test_a_passkey_for_another_origin_is_refused_on_the_first_page(
    visitor: StrictClient, device: Device, hx: bool
) -> None:
    away = replace(device, origin="https://encinitas-login.example")
    page = enter(visitor, away.use(options(visitor)), hx, keep="y")
    assert (page.status, page.heading) == (422, "Sign in to community access services.")
    assert page.is_whole is not hx and said(page) == WRONG
    assert "checked" in page.by_id("keep").attrs
    assert visitor.get("/dashboard").location == "/sign-in"


@BOTH
def test_refused_on_its_own_page_it_stays_there(visitor: StrictClient, device: Device, hx: bool) -> None:
    page = enter(visitor, replace(device, flags=1).use(options(visitor)), hx, email=EMAIL, keep="y")
    assert (page.status, page.heading) == (422, "Sign in with your passkey")
    assert said(page) == WRONG and page.buttons == ["Use a passkey", "Return to authenticator list"]


def test_an_answer_works_once(app: Flask, visitor: StrictClient, device: Device) -> None:
    answer = device.use(options(visitor))
    assert enter(visitor, answer).status == 303
    for somebody in (visitor, builders.client(app)):
        assert said(enter(somebody, answer)) == WRONG


def test_a_page_open_for_too_long_says_so(visitor: StrictClient, device: Device, clock: FixedClock) -> None:
    asked = options(visitor)
    clock.advance(hours=1)
    page = enter(visitor, device.use(asked))
    assert (page.status, said(page)) == (422, "That took too long. Please try again.")


def test_a_copied_passkey_is_refused_like_any_and_noted(
    visitor: StrictClient, device: Device, marisol: Account, sqlite_database: Database
) -> None:
    copy = replace(device)
    enter(visitor, device.use(options(visitor)))
    assert said(enter(visitor, copy.use(options(visitor)))) == WRONG
    with sqlite_database.reading() as session:
        noted = session.exec(select(AuditEntry).where(AuditEntry.action == "passkey.counter-went-back")).one()
        assert (noted.actor_kind, noted.subject_id) == ("system", marisol.public_id)
        assert session.exec(select(Passkey)).one().sign_count == 4


@BOTH
@pytest.mark.parametrize("sent", ["", "x", "{}", "[]", "a\x00b", "[" * 9000, "x" * 30_000, '{"id": "\\u0000"}'])
def test_garbage_is_answered_in_words(visitor: StrictClient, sent: str, hx: bool) -> None:
    page = enter(visitor, sent, hx)
    assert (page.status, said(page)) == (422, WRONG)


def test_an_answer_that_is_missing_or_a_file_is_answered_in_words(visitor: StrictClient) -> None:
    for more in ({"data": {}}, {"json": {"credential": {}}}, {"data": b"\xff"}):
        assert visitor.post(ENTER, **more).status_code == 422  # type: ignore[arg-type]


@pytest.mark.usefixtures("device")
def test_its_page_is_the_same_for_every_email(app: Flask) -> None:
    pages = [builders.client(app).post(PAGE, data={"email": email}) for email in (EMAIL, "mirabel@example.com")]
    assert without_tokens(pages[0]) == without_tokens(pages[1]).replace("mirabel@example.com", EMAIL)


@BOTH
def test_its_page_has_a_button_for_the_script_and_a_sentence_without(visitor: StrictClient, hx: bool) -> None:
    answer = visitor.post(PAGE, data={"email": EMAIL, "keep": "y"}, hx=hx)
    page = Page(answer)
    assert (page.status, heading(answer)) == (200, "Sign in with your passkey")
    assert "This browser cannot use a passkey here. Please choose another way." in page.words
    (form,) = page.all("form", action=ENTER)
    assert "hidden" in form.parent.attrs
    assert attribute(page.field("credential"), "data-options") == OPTIONS
    (back,) = page.all("form", action="/sign-in/ways")
    for each in (form, back):
        assert 'value="marisol@example.com"' in each.to_html() and 'name="keep"' in each.to_html()


@BOTH
def test_without_an_email_one_begins_again(visitor: StrictClient, hx: bool) -> None:
    assert visitor.post(PAGE, data={"email": "nobody"}, hx=hx).location == "/sign-in"
    for path in (PAGE, ENTER):
        assert (visitor.get(path, hx=hx).status_code, visitor.get(path, hx=hx).location) == (303, "/sign-in")


@BOTH
def test_the_email_box_offers_passkeys(visitor: StrictClient, hx: bool) -> None:
    answer = visitor.get("/sign-in", hx=hx)
    page = Page(answer)
    assert attribute(page.by_id("email"), "autocomplete") == "username webauthn"
    offer = page.field("credential")
    assert attribute(offer, "data-offer") == OPTIONS and value(answer, "credential") == ""
    assert any("passkey-offer.js" in attribute(script, "src") for script in page.all("script", type="module"))


def test_a_form_of_another_site_enters_nobody(guarded: StrictClient, device: Device) -> None:
    answer = device.use(options(guarded))
    assert guarded.post(ENTER, data={"credential": answer}).status_code == 400
    token = value(guarded.get("/sign-in"), "csrf_token")
    sent = guarded.post(ENTER, data={"credential": answer, "csrf_token": token})
    assert (sent.status_code, sent.location) == (303, "/dashboard")


def test_challenges_differ(visitor: StrictClient) -> None:
    assert json.loads(options(visitor))["challenge"] != json.loads(options(visitor))["challenge"]


def _put(database: Database, state: AccountState) -> None:
    with database.writing() as session:
        session.exec(select(Account)).one().state = state
        session.commit()
