"""Where staff need a second factor: setting up the app at the first sign-in, its code at the next, a recovery code."""

import secrets

import pytest
from playwright.sync_api import expect

from e2e.cities import CAREFUL_ENCINITAS
from e2e.inbox import Inbox
from e2e.pages.apps import App
from e2e.pages.staff import (
    Approvals,
    StaffAddApp,
    StaffAuthenticators,
    StaffSecondStep,
    StaffSetUp,
    StaffSignIn,
)
from e2e.portal import STAFF_PASSWORD, Portal
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit

pytestmark = pytest.mark.city(CAREFUL_ENCINITAS)


@pytest.fixture
def member(portal: Portal) -> tuple[str, str]:
    """Email and password of somebody who has never signed in."""
    if portal.add_staff is None:
        pytest.skip("nobody can be added to the staff of this portal")
    email = f"member.{secrets.token_hex(5)}@example.org"
    portal.add_staff(email, "Zoraida Quintanilla-Featherstonehaugh", STAFF_PASSWORD)
    return email, STAFF_PASSWORD


@pytest.mark.parametrize("kind", [DESKTOP, PHONE, NO_SCRIPT], ids=lambda kind: kind.name)
def test_a_new_member_sets_up_an_app_and_signs_in_with_it(
    visit: Visit, inbox: Inbox, member: tuple[str, str], kind: Device
) -> None:
    visitor = visit(kind)
    StaffSignIn(visitor).open().sign_in(*member)
    set_up = StaffSetUp(visitor).shown()
    visitor.look()
    app, codes = App(set_up.secret), set_up.recovery_codes
    assert len(set(codes)) == 10

    set_up.save("000000")
    set_up.complains(set_up.code, "not what the app shows now")
    visitor.look()
    used = app.code()
    set_up.save(used)
    approvals = Approvals(visitor).shown()
    inbox.wait_for(member[0], holding="An authenticator app was added")

    approvals.sign_out()
    StaffSignIn(visitor).sign_in(*member)
    step = StaffSecondStep(visitor).shown()
    visitor.look()
    visitor.go("/staff/approvals")
    expect(step.box("Email")).to_be_visible()
    visitor.go("/staff/second-step")
    step.give(used)
    step.complains(step.code, "used before")
    visitor.look()
    step.give(app.code())
    approvals.shown().sign_out()

    StaffSignIn(visitor).sign_in(*member)
    step.shown().give(codes[0].lower())
    approvals.shown()
    inbox.wait_for(member[0], holding="A recovery code was used")
    approvals.sign_out()
    StaffSignIn(visitor).sign_in(*member)
    step.shown().give(codes[0])
    step.complains(step.code, "not right")
    visitor.fragments_are_fragments()


@pytest.mark.parametrize("kind", [DESKTOP, PHONE, NO_SCRIPT], ids=lambda kind: kind.name)
def test_a_member_changes_the_app_and_the_recovery_codes(
    visit: Visit, inbox: Inbox, member: tuple[str, str], kind: Device
) -> None:
    visitor = visit(kind)
    StaffSignIn(visitor).open().sign_in(*member)
    set_up = StaffSetUp(visitor).shown()
    set_up.save(App(set_up.secret).code())
    Approvals(visitor).shown()

    own = StaffAuthenticators(visitor).open()
    own.says("first add another")
    expect(own.link("Remove: ")).to_have_count(0)
    visitor.look()
    own.press(own.link("Add an authenticator app"))
    another = StaffAddApp(visitor).shown()
    visitor.look()
    another.box("Name").fill("Tablet at the counter")
    another.save(App(another.secret).code())
    own.shown().says("Tablet at the counter")
    visitor.look()

    own.press(own.link("Make new ones"))
    expect(own.page.get_by_role("heading", name="New recovery codes")).to_be_visible()
    visitor.look()
    own.press(own.button("Save"))
    own.shown().says("Your new recovery codes work from now on")

    own.press(own.link("Remove: Authenticator app"))
    expect(own.button("Remove")).to_be_visible()
    visitor.look()
    own.press(own.link("Leave as it was"))
    own.shown().remove("Authenticator app")
    own.shown().says("first add another")
    inbox.wait_for(member[0], holding="An authenticator app was removed")
    visitor.fragments_are_fragments()
