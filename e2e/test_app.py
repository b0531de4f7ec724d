"""The authenticator app of a resident: added, asked for after the password or chosen first; recovery codes."""

import re

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, Sessions, SignIn
from e2e.pages.apps import App, NewApp, PasswordAndCode, RecoveryCodes, SecondStep
from e2e.pages.recovery import Ways
from e2e.people import Resident
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit, Visitor

DEVICES = pytest.mark.parametrize("kind", [DESKTOP, PHONE, NO_SCRIPT], ids=lambda kind: kind.name)
ADDED = "Your authenticator app is added."


def sign_out(visitor: Visitor) -> None:
    Sessions(visitor).open().end_all()
    SignIn(visitor).shown()


def add(visitor: Visitor, name: str = "My phone") -> tuple[App, list[str]]:
    """The app, and the recovery codes that came with it."""
    new = NewApp(visitor).open()
    app, codes = App(new.secret), new.recovery_codes
    new.name.fill(name)
    new.save(app.code())
    expect(visitor.page.get_by_role("status")).to_contain_text(ADDED)
    expect(visitor.page.get_by_role("main")).to_contain_text(name)
    return app, codes


@DEVICES
def test_an_app_is_added_with_what_the_page_shows(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor, resident = visit(kind), Resident()
    journeys.begin(visitor, resident, inbox)
    new = NewApp(visitor).open()
    expect(new.qr).to_be_visible()
    assert new.qr.evaluate("image => image.naturalWidth > 0")  # the policy lets it be drawn
    secret, codes = new.secret, new.recovery_codes
    expect(new.address).to_have_attribute("href", re.compile(f"^otpauth://totp/City%20of%20.*secret={secret}&"))
    assert len(set(codes)) == 10
    visitor.look()

    new.save("000000")
    new.complains(new.code, "not what the app shows now")
    assert (new.secret, new.recovery_codes) == (secret, codes)
    visitor.look()
    new.save(App(secret).code())
    expect(visitor.page.get_by_role("status")).to_contain_text(ADDED)
    inbox.wait_for(resident.email, holding="An authenticator app was added")
    visitor.fragments_are_fragments()


@DEVICES
def test_after_the_password_the_code_is_asked_for_and_a_recovery_code_will_do(
    visit: Visit, inbox: Inbox, kind: Device
) -> None:
    visitor, resident = visit(kind), Resident()
    journeys.begin(visitor, resident, inbox)
    app, codes = add(visitor)
    sign_out(visitor)

    SignIn(visitor).sign_in(resident.email, resident.password)
    step = SecondStep(visitor).shown()
    visitor.look()
    step.give("nonsense")
    step.complains(step.code, "six digits")
    step.give("000000")
    step.complains(step.code, "not right")
    visitor.look()
    step.give(app.code())
    Acknowledgement(visitor).shown()
    sign_out(visitor)

    SignIn(visitor).sign_in(resident.email, resident.password)
    step.shown().give(codes[0].lower().replace("-", " "))
    Acknowledgement(visitor).shown()
    expect(visitor.page.get_by_role("status")).to_contain_text("You signed in with a recovery code")
    visitor.look()
    inbox.wait_for(resident.email, holding="A recovery code was used")
    sign_out(visitor)

    SignIn(visitor).sign_in(resident.email, resident.password)
    step.shown().give(codes[0])
    step.complains(step.code, "used before")
    step.press(step.either("Begin again"))
    SignIn(visitor).shown()
    visitor.fragments_are_fragments()


@DEVICES
def test_from_the_list_password_and_code_are_given_at_once(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor, resident = visit(kind), Resident()
    journeys.begin(visitor, resident, inbox)
    app, _ = add(visitor)
    sign_out(visitor)

    sign_in = SignIn(visitor)
    sign_in.email.fill(resident.email)
    sign_in.next()
    expect(sign_in.password).to_be_visible()
    sign_in.press(sign_in.either("Return to authenticator list"))
    ways = Ways(visitor).shown()
    ways.press(ways.button("With an authenticator app"))
    both = PasswordAndCode(visitor).shown()
    visitor.look()
    both.press(both.either("Return to authenticator list"))
    ways.shown().press(ways.button("With an authenticator app"))
    both.shown().enter("Wrong-Word-1111", "000000")
    both.complains(both.password, "the password or the code is not right")
    visitor.look()
    both.enter(resident.password, app.code())
    Acknowledgement(visitor).shown()
    visitor.fragments_are_fragments()


@DEVICES
def test_new_recovery_codes_take_the_place_of_the_old(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor, resident = visit(kind), Resident()
    journeys.begin(visitor, resident, inbox)
    _, old = add(visitor)
    page = RecoveryCodes(visitor).open()
    new = page.recovery_codes
    assert len({*old, *new}) == 20
    visitor.look()
    page.use()
    expect(visitor.page.get_by_role("status")).to_contain_text("Your new recovery codes work from now on")
    sign_out(visitor)

    SignIn(visitor).sign_in(resident.email, resident.password)
    step = SecondStep(visitor).shown()
    step.give(old[0])
    step.complains(step.code, "not right")
    step.give(new[0])
    Acknowledgement(visitor).shown()
