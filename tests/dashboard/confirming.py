"""What the tests of "Confirm it’s you" share: the buttons of its page, the code by mail, and whether it counted."""

import re

from flask import url_for
from sqlmodel import col, select

from css.models import OutboxMessage
from tests.builders import PASSWORD
from tests.html_rules import attribute
from tests.wizard.browser import Page, Resident

PATH = "/dashboard/confirm"
EMAIL = "/dashboard/email"


def address(browser: Resident, endpoint: str) -> str:
    with browser.app.test_request_context():
        return url_for(endpoint)


def confirm(browser: Resident, password: str = PASSWORD, to: str = "own_email.new", **typed: str) -> Page:
    return browser.post(PATH, {"current_password": password, "to": to, **typed})


def by_mail(browser: Resident, to: str = "own_email.new", **typed: str) -> Page:
    """Press the other button."""
    return browser.post(PATH, {"to": to, "by": "mail", **typed})


def ask(browser: Resident, to: str = "own_email.new", **typed: str) -> str:
    """Ask for a code by mail; returns it."""
    sent = by_mail(browser, to, **typed)
    assert (sent.status, sent.location) == (303, "/verify")
    return mailed_code(browser)


def kept(page: Page) -> set[str]:
    """Where the page's forms lead to afterwards."""
    return {attribute(one, "value") for one in page.all("input") if attribute(one, "name") == "to"}


def mailed_code(browser: Resident) -> str:
    with browser.database.reading() as session:
        newest = select(OutboxMessage).order_by(col(OutboxMessage.id).desc())
        mail = session.exec(newest).first()
    assert mail and mail.recipient == browser.person.email
    (found,) = re.findall(r"\b\d{6}\b", mail.text)
    return str(found)


def prove(browser: Resident, code: str) -> str:
    """Enter the code; where it leads in the end, or what is said of it."""
    entered = browser.post("/verify", {"code": code})
    if entered.location != PATH:
        return entered.location or entered.message("code")
    return browser.get(PATH).location


def without_password(browser: Resident) -> Resident:
    with browser.writing() as session:
        session.merge(browser.account).password_hash = None
    return browser


def is_confirmed(browser: Resident) -> bool:
    return browser.get(EMAIL).status == 200
