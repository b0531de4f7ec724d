"""Locked out, or the password forgotten: a code by mail opens the account again."""

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.cities import BOULDER
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, SignIn, Verify
from e2e.pages.recovery import AskForCode, NewPassword, Ways
from e2e.people import Resident
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit, Visitor

DEVICES = pytest.mark.parametrize("kind", [DESKTOP, PHONE, NO_SCRIPT], ids=lambda kind: kind.name)
UNLOCK, RESET = "Unlock your account", "Choose a new password"
NEW = "Brand-New-4812"


@pytest.fixture
def resident(visit: Visit, inbox: Inbox) -> Resident:
    """Somebody who has proven their email, with another browser than the test's."""
    somebody = Resident()
    journeys.begin(visit(), somebody, inbox)
    return somebody


def lock(visitor: Visitor, resident: Resident) -> None:
    """Ten wrong passwords, and the right one refused."""
    sign_in = SignIn(visitor).open()
    sign_in.sign_in(resident.email, "Wrong-Word-1111")
    for password in [*["Wrong-Word-1111"] * 9, resident.password]:
        expect(sign_in.password).to_have_value("")  # the answer is there: no page sends a password back
        sign_in.password.fill(password)
        sign_in.press(sign_in.button("Sign in", exact=True))
    sign_in.complains(sign_in.password, "too many wrong tries")


@DEVICES
def test_locked_then_unlocked_by_a_code_then_signed_in(
    visit: Visit, inbox: Inbox, resident: Resident, kind: Device
) -> None:
    visitor = visit(kind)
    lock(visitor, resident)
    sign_in = SignIn(visitor)
    visitor.look()
    sign_in.press(sign_in.either("Unlock account?"))
    ask = AskForCode(visitor, heading=UNLOCK)
    ask.shown()
    visitor.look()
    ask.send(resident.email)
    Verify(visitor).sent_to(resident.email).enter(inbox.code_for(resident.email, mail=3))
    expect(visitor.page.get_by_text("Your account is unlocked.")).to_be_visible()
    sign_in.sign_in(resident.email, resident.password)
    Acknowledgement(visitor).shown()


@DEVICES
def test_forgotten_then_a_new_password_which_ends_every_other_session(visit: Visit, inbox: Inbox, kind: Device) -> None:
    other, resident = visit(), Resident()
    journeys.begin(other, resident, inbox)
    visitor = visit(kind)
    sign_in = SignIn(visitor).open()
    sign_in.email.fill(resident.email)
    sign_in.next()
    expect(sign_in.password).to_be_visible()
    visitor.look()
    sign_in.press(sign_in.link("Forgotten? Choose a new one"))
    AskForCode(visitor, heading=RESET).send(resident.email)
    Verify(visitor).sent_to(resident.email).enter(inbox.code_for(resident.email, mail=2))
    chosen = NewPassword(visitor).choose(resident.password)
    chosen.complains(chosen.password, "last 10 passwords")
    visitor.look()
    chosen.choose(NEW)
    Acknowledgement(visitor).shown()

    other.page.reload()
    SignIn(other).shown().sign_in(resident.email, NEW)
    Acknowledgement(other).shown()


@DEVICES
def test_a_code_by_mail_lets_in_without_a_password(
    visit: Visit, inbox: Inbox, resident: Resident, kind: Device
) -> None:
    visitor = visit(kind)
    sign_in = SignIn(visitor).open()
    sign_in.email.fill(resident.email)
    sign_in.next()
    expect(sign_in.password).to_be_visible()
    sign_in.press(sign_in.either("Return to authenticator list"))
    ways = Ways(visitor).shown()
    visitor.look()
    ways.by_code()
    verify = Verify(visitor).sent_to(resident.email)
    visitor.look()
    verify.press(verify.either("Return to authenticator list"))
    Ways(visitor).shown()
    visitor.page.go_back()
    verify.enter(inbox.code_for(resident.email, mail=2))
    Acknowledgement(visitor).shown()


@pytest.mark.city(BOULDER)
def test_an_address_without_an_account_sees_the_same_and_the_mail_says_so(visit: Visit, inbox: Inbox) -> None:
    visitor, stranger = visit(), Resident()
    visitor.go("/reset")
    AskForCode(visitor, heading=RESET).send(stranger.email)
    Verify(visitor).sent_to(stranger.email).enter("000000")
    verify = Verify(visitor)
    verify.complains(verify.code, "not right")
    assert "no account" in inbox.wait_for(stranger.email, count=1)[0]
