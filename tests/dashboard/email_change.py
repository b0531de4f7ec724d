"""What the tests of one's own email share: confirm, ask, prove, and the link in the old address's mail."""

import re
from dataclasses import replace

from sqlmodel import col, select

from css.models import OutboxMessage
from tests.builders import PASSWORD
from tests.wizard.browser import Page, Resident

PATH = "/dashboard/email"
NEW = "pena@correo.org"
DONE = "/dashboard/authenticators?done=email"


def confirm(browser: Resident) -> Resident:
    assert browser.post("/dashboard/confirm", {"current_password": PASSWORD}).status == 303
    return browser


def send(browser: Resident, email: str = NEW) -> Page:
    return browser.post(PATH, {"email": email})


def ask(browser: Resident, email: str = NEW) -> None:
    sent = send(confirm(browser), email)
    assert (sent.status, sent.location) == (303, "/verify")


def mails(browser: Resident, email: str) -> list[OutboxMessage]:
    """What was mailed to an address, oldest first."""
    with browser.database.reading() as session:
        theirs = select(OutboxMessage).where(OutboxMessage.recipient == email).order_by(col(OutboxMessage.id))
        return list(session.exec(theirs))


def code(browser: Resident, email: str = NEW) -> str:
    (found,) = re.findall(r"\b\d{6}\b", mails(browser, email)[-1].text)
    return str(found)


def prove(browser: Resident, email: str = NEW) -> Page:
    return browser.post("/verify", {"code": code(browser, email)})


def change(browser: Resident, email: str = NEW) -> str:
    """Change the email; returns the address of the undo page, from the mail to the old one."""
    old = browser.person.email
    ask(browser, email)
    assert prove(browser, email).location == DONE
    browser.person = replace(browser.person, email=email)
    (link,) = re.findall(r"http://localhost:8000(/email/undo/\S+)", mails(browser, old)[-1].text)
    return str(link)
