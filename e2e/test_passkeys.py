"""Passkeys, on a device that Chromium plays: made, used from the list of ways, offered at the email box."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, Sessions, SignIn
from e2e.pages.passkeys import NewPasskey, PasskeyDevice, UsePasskey
from e2e.pages.recovery import Ways
from e2e.people import Resident
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit, Visitor

KINDS = pytest.mark.parametrize("kind", [DESKTOP, PHONE], ids=lambda kind: kind.name)
# The device answers as soon as it is asked; a resident would first have to choose what is offered.
NOT_YET = """
    PublicKeyCredential.isConditionalMediationAvailable = async () => {
        while (!window.chosen) await new Promise((done) => setTimeout(done, 20));
        return true;
    };
"""
# A browser that neither reads nor writes the JSON of WebAuthn itself.
OLDER = """
    delete PublicKeyCredential.parseCreationOptionsFromJSON;
    delete PublicKeyCredential.parseRequestOptionsFromJSON;
    delete PublicKeyCredential.prototype.toJSON;
"""

SignedOut = Callable[[Device], tuple[Visitor, Resident, PasskeyDevice]]
"""Somebody with a passkey, in front of the kind of browser that has it."""


def registered(visitor: Visitor, inbox: Inbox) -> Resident:
    """Somebody who has an account and is signed in."""
    resident = Resident()
    journeys.begin(visitor, resident, inbox)
    return resident


def sign_out(visitor: Visitor) -> None:
    Sessions(visitor).open().end_all()
    SignIn(visitor).shown()


def to_ways(visitor: Visitor, email: str) -> Ways:
    """From the first page, where the browser's own offer is left alone."""
    sign_in = SignIn(visitor).shown()
    sign_in.email.fill(email)
    sign_in.next()
    expect(sign_in.password).to_be_visible()
    sign_in.press(sign_in.either("Return to authenticator list"))
    return Ways(visitor).shown()


def to_passkey(visitor: Visitor, email: str) -> UsePasskey:
    ways = to_ways(visitor, email)
    ways.press(ways.button("With a passkey"))
    return UsePasskey(visitor).shown()


def choose_the_offer(visitor: Visitor) -> None:
    visitor.page.evaluate("window.chosen = true")


@KINDS
def test_a_passkey_is_added_and_lets_in_from_the_list_of_ways(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor = visit(kind)
    visitor.page.add_init_script(NOT_YET)
    device, resident = PasskeyDevice(visitor), registered(visitor, inbox)
    new = NewPasskey(visitor).open()
    expect(new.name).to_have_value("Chrome on Linux")
    expect(visitor.page.get_by_text("This browser cannot create a passkey")).to_be_hidden()
    visitor.look()
    new.name.fill("My own phone")
    new.add()
    expect(visitor.page.get_by_text("My own phone")).to_be_visible()
    assert len(device.passkeys) == 1
    inbox.wait_for(resident.email, holding="passkey")

    sign_out(visitor)
    visitor.go("/sign-in")
    use = to_passkey(visitor, resident.email)
    visitor.look()
    documents = list(visitor.documents)
    use.press(use.use)
    Acknowledgement(visitor).shown()
    assert visitor.documents == documents  # in place, as any form
    visitor.fragments_are_fragments()


@pytest.fixture
def signed_out(visit: Visit, inbox: Inbox) -> SignedOut:
    def made(kind: Device) -> tuple[Visitor, Resident, PasskeyDevice]:
        visitor = visit(kind)
        visitor.page.add_init_script(NOT_YET)
        device, resident = PasskeyDevice(visitor), registered(visitor, inbox)
        NewPasskey(visitor).open().add()
        sign_out(visitor)
        return visitor, resident, device

    return made


@KINDS
def test_the_browser_offers_a_passkey_at_the_email_box_and_keeps_one_signed_in(
    signed_out: SignedOut, kind: Device
) -> None:
    visitor, *_ = signed_out(kind)
    visitor.go("/sign-in")
    sign_in = SignIn(visitor).shown()
    visitor.look()
    sign_in.keep.check()
    documents = list(visitor.documents)
    choose_the_offer(visitor)
    Acknowledgement(visitor).shown()
    assert visitor.documents == documents
    kept = [one for one in visitor.page.context.cookies() if one["name"] == "css_resident"]
    assert kept[0]["expires"] > 0


def test_it_offers_it_on_a_page_that_came_in_place_too(signed_out: SignedOut) -> None:
    visitor, *_ = signed_out(DESKTOP)
    visitor.go("/unlock")
    visitor.press(visitor.page.get_by_role("link", name="Return to the first page"))
    SignIn(visitor).shown()
    choose_the_offer(visitor)
    Acknowledgement(visitor).shown()
    (kept,) = [one for one in visitor.page.context.cookies() if one["name"] == "css_resident"]
    assert kept["expires"] == -1


def test_the_offer_ends_with_its_page(signed_out: SignedOut) -> None:
    visitor, resident, device = signed_out(DESKTOP)
    before = device.passkeys
    visitor.go("/sign-in")
    ways = to_ways(visitor, resident.email)
    with visitor.page.expect_request_finished(lambda request: request.url.endswith("/options")):
        choose_the_offer(visitor)
    ways.press(ways.button("With a passkey"))
    use = UsePasskey(visitor).shown()
    visitor.look()  # which takes longer than the device would
    expect(use.use).to_be_visible()
    assert device.passkeys == before  # it counts its uses
    use.press(use.use)
    Acknowledgement(visitor).shown()
    assert device.passkeys != before


def test_an_older_browser_makes_and_uses_one_too(visit: Visit, inbox: Inbox) -> None:
    visitor = visit()
    visitor.page.add_init_script(OLDER)
    PasskeyDevice(visitor)
    resident = registered(visitor, inbox)
    NewPasskey(visitor).open().add()
    sign_out(visitor)
    visitor.go("/sign-in")
    use = to_passkey(visitor, resident.email)
    use.press(use.use)
    Acknowledgement(visitor).shown()


def test_a_second_one_on_the_same_device_is_not_made(visit: Visit, inbox: Inbox) -> None:
    visitor = visit()
    device = PasskeyDevice(visitor)
    registered(visitor, inbox)
    NewPasskey(visitor).open().add()
    new = NewPasskey(visitor).open()
    new.press(new.create)
    expect(visitor.page.get_by_role("alert").filter(visible=True)).to_have_text(
        "This device has a passkey for your account already."
    )
    visitor.look()
    assert len(device.passkeys) == 1


def test_a_passkey_without_a_name_is_asked_for_it_before_it_is_made(visit: Visit, inbox: Inbox) -> None:
    visitor = visit()
    device = PasskeyDevice(visitor)
    registered(visitor, inbox)
    new = NewPasskey(visitor).open()
    new.name.fill(" ")
    new.name.press("Enter")
    new.complains(new.name, "cannot be left blank")
    visitor.look()
    assert device.passkeys == []
    new.name.fill("By hand")
    new.add()


@KINDS
def test_whoever_is_not_recognised_is_told_and_tries_again(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor = visit(kind)
    visitor.page.add_init_script(NOT_YET)
    device, resident = PasskeyDevice(visitor), registered(visitor, inbox)
    NewPasskey(visitor).open().add()
    sign_out(visitor)
    visitor.go("/sign-in")
    use = to_passkey(visitor, resident.email)
    device.recognise(False)
    use.press(use.use)
    said = visitor.page.get_by_role("alert").filter(visible=True)
    expect(said).to_have_text("No passkey was used. Try again, or choose another way.")
    visitor.look()
    device.recognise(True)
    use.press(use.use)
    Acknowledgement(visitor).shown()


def test_a_passkey_that_the_portal_does_not_know_is_refused_in_place(visit: Visit, inbox: Inbox) -> None:
    """It was made for a page whose form never arrived."""
    visitor = visit()
    visitor.page.add_init_script(NOT_YET)
    device, resident = PasskeyDevice(visitor), registered(visitor, inbox)
    new = NewPasskey(visitor).open()
    visitor.page.route("**/authenticators/passkey", lambda route: route.abort())
    new.press(new.create)
    expect(visitor.page.locator("#trouble")).to_contain_text("That did not reach us")
    visitor.faults.clear()  # the browser says on the console that the request was stopped
    assert len(device.passkeys) == 1
    visitor.page.unroute("**/authenticators/passkey")
    sign_out(visitor)
    visitor.go("/sign-in")
    use = to_passkey(visitor, resident.email)
    use.press(use.use)
    said = visitor.page.get_by_role("alert").filter(visible=True)
    expect(said).to_have_text("That passkey did not work here. Try again, or choose another way.")
    visitor.look()
    use.return_to_list()
    ways = Ways(visitor).shown()
    ways.by_password()
    expect(SignIn(visitor).password).to_be_visible()


def test_what_did_not_reach_the_portal_is_sent_again_by_the_same_button(visit: Visit, inbox: Inbox) -> None:
    visitor = visit()
    device = PasskeyDevice(visitor)
    registered(visitor, inbox)
    new = NewPasskey(visitor).open()
    visitor.page.route("**/authenticators/passkey", lambda route: route.abort())
    new.press(new.create)
    expect(visitor.page.locator("#trouble")).to_contain_text("That did not reach us")
    visitor.faults.clear()
    visitor.page.unroute("**/authenticators/passkey")
    new.add()
    assert len(device.passkeys) == 1


def test_without_javascript_there_is_a_sentence_and_the_other_ways(visit: Visit, inbox: Inbox) -> None:
    visitor = visit(NO_SCRIPT)
    resident = registered(visitor, inbox)
    new = NewPasskey(visitor).open()
    expect(visitor.page.get_by_text("This browser cannot create a passkey.")).to_be_visible()
    expect(new.create).to_be_hidden()
    sign_out(visitor)
    visitor.go("/sign-in")
    use = to_passkey(visitor, resident.email)
    expect(visitor.page.get_by_text("This browser cannot use a passkey here.")).to_be_visible()
    expect(use.use).to_be_hidden()
    visitor.look()
    use.return_to_list()
    Ways(visitor).shown().by_password()
    expect(visitor.page).to_have_url(re.compile("/sign-in"))
    SignIn(visitor).password.fill(resident.password)
    SignIn(visitor).press(SignIn(visitor).button("Sign in", exact=True))
    Acknowledgement(visitor).shown()
