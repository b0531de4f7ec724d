"""Another email for one's account, and the old address taking it back."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.cities import BOULDER
from e2e.inbox import Inbox
from e2e.pages import Dashboard, SignIn, Verify
from e2e.pages.email import Authenticators, ChangeEmail, Confirm, UndoEmail
from e2e.pages.recovery import AskForCode, NewPassword
from e2e.people import Boulderite, Resident
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit, Visitor

DEVICES = pytest.mark.parametrize("kind", [DESKTOP, PHONE, NO_SCRIPT], ids=lambda kind: kind.name)
CHOSEN = "Louder-Brook-2957"


@pytest.fixture
def resident(visit: Visit, inbox: Inbox) -> Resident:
    """Somebody whose account is active, and who is signed in elsewhere."""
    made = Boulderite()
    journeys.sign(visit(), made, inbox)
    return made


def link_for(inbox: Inbox, email: str) -> str:
    """The path of the undo page, from the mail to the old address."""
    (mail,) = inbox.wait_for(email, holding="/email/undo/")
    found = re.search(r"^\S+/email/undo/\S+$", mail, re.MULTILINE)
    assert found
    return urlsplit(found[0]).path


def move(visitor: Visitor, resident: Resident, email: str, inbox: Inbox) -> None:
    """From the dashboard to a new address."""
    change = ChangeEmail(visitor).open()
    confirm = Confirm(visitor).shown()
    visitor.look()
    confirm.by_password("Not-The-Password-1")
    confirm.complains(confirm.password, "not the password")
    visitor.look()
    confirm.by_password(resident.password)
    change.shown()
    visitor.look()
    change.send(resident.email)
    change.complains(change.email, "your email address already")
    visitor.look()
    change.send(email)
    verify = Verify(visitor).sent_to(email)
    visitor.look()
    verify.enter(inbox.code_for(email))
    Authenticators(visitor).shown()
    expect(visitor.page.get_by_role("status")).to_contain_text("Your email address is changed.")


@DEVICES
@pytest.mark.city(BOULDER)
def test_a_new_address_and_the_old_one_that_takes_the_account_back(
    visit: Visit, inbox: Inbox, resident: Resident, kind: Device
) -> None:
    visitor, new = visit(kind), Resident().email
    journeys.sign_in(visitor, resident)
    Dashboard(visitor).shown()
    move(visitor, resident, new, inbox)
    visitor.go("/dashboard")
    expect(Dashboard(visitor).shown().page.get_by_text(new)).to_be_visible()
    inbox.wait_for(new, holding="This address now signs you in")

    owner = visit(kind)
    owner.go(link_for(inbox, resident.email))
    undo = UndoEmail(owner).shown()
    owner.look()
    undo.take_back()
    ask = AskForCode(owner, heading="Choose a new password").shown()
    expect(owner.page.get_by_role("status")).to_contain_text("Your old email address is yours again")
    owner.look()
    visitor.page.reload()
    SignIn(visitor).shown()

    before = len(inbox.texts(resident.email))
    ask.send(resident.email)
    Verify(owner).sent_to(resident.email).enter(inbox.code_for(resident.email, mail=before + 1))
    NewPassword(owner).choose(CHOSEN)
    expect(Dashboard(owner).shown().page.get_by_text(resident.email)).to_be_visible()
    inbox.wait_for(new, holding="This address no longer signs you in")

    owner.go(link_for(inbox, resident.email))
    expect(owner.page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    owner.look()


@DEVICES
@pytest.mark.city(BOULDER)
def test_who_confirms_with_a_code_goes_on_to_what_they_wanted(
    visit: Visit, inbox: Inbox, resident: Resident, kind: Device
) -> None:
    visitor = visit(kind)
    journeys.sign_in(visitor, resident)
    Dashboard(visitor).shown()
    change = ChangeEmail(visitor).open()
    inbox.wait_for(resident.email, holding="A new device signed in")
    before = len(inbox.texts(resident.email))
    Confirm(visitor).by_code()
    verify = Verify(visitor).sent_to(resident.email)
    visitor.look()
    verify.enter(inbox.code_for(resident.email, mail=before + 1))
    change.shown()
    if kind.script:
        change.email.fill("zoe@gmial.com")
        change.email.press("Tab")
        expect(visitor.page.get_by_text("Did you mean zoe@gmail.com?")).to_be_visible()
        visitor.fragments_are_fragments()
