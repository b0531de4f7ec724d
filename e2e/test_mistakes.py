"""Mistakes are told where they are made: in place, with the summary in focus, and nothing typed is lost."""

import re

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, Address, Dashboard, PersonalInfo, SignIn, SignUp
from e2e.people import Resident
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit, Visitor

DEVICES = pytest.mark.parametrize("kind", [DESKTOP, PHONE, NO_SCRIPT], ids=lambda kind: kind.name)


@DEVICES
def test_a_wrong_code_says_so_in_place_and_the_right_one_still_works(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor, resident = visit(kind), Resident()
    SignUp(visitor).open()
    verify = journeys.sign_up(visitor, resident)
    code = inbox.code_for(resident.email)
    verify.enter(f"{(int(code) + 1) % 10**6:06d}")
    verify.shown()
    verify.complains(verify.code, "code")
    visitor.look()
    verify.enter(code)
    Acknowledgement(visitor).shown()


@DEVICES
def test_an_empty_sign_up_lists_every_field_and_leads_to_it(visit: Visit, kind: Device) -> None:
    visitor = visit(kind)
    form = SignUp(visitor).open()
    form.email.fill("zoe@")
    form.send()
    expect(form.problem).to_be_visible()
    if kind.script:
        expect(form.problem).to_be_focused()
    for box in (form.email, form.first_name, form.password):
        expect(box).to_have_attribute("aria-invalid", "true")
    expect(form.email).to_have_value("zoe@")
    visitor.look()
    visitor.press(form.problem.get_by_role("link").first)
    expect(form.email).to_be_focused()


@DEVICES
def test_a_missing_contact_preference_keeps_the_rest(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor, resident = visit(kind), Resident()
    journeys.begin(visitor, resident, inbox)
    Acknowledgement(visitor).accept()
    personal = PersonalInfo(visitor).shown()
    personal.company.fill("Quiñones & Daughters")
    personal.next()
    expect(personal.problem).to_be_visible()
    personal.shown().complains(personal.preference, "choose")
    expect(personal.company).to_have_value("Quiñones & Daughters")
    visitor.look()


@DEVICES
def test_a_zip_of_another_state_is_told(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor, resident = visit(kind), Resident(zip_code="10001")
    journeys.begin(visitor, resident, inbox)
    Acknowledgement(visitor).accept()
    journeys.to_address(visitor, resident)
    address = Address(visitor)
    address.fill(resident)
    address.submit()
    expect(address.problem).to_be_visible()
    address.shown().complains(address.zip_code, "zip")
    expect(address.street).to_have_value(resident.street)


def test_leaving_a_field_tells_its_own_mistake_at_once(visit: Visit) -> None:
    visitor = visit()
    form = SignUp(visitor).open()
    form.email.fill("zoe@")
    form.first_name.focus()
    form.complains(form.email, "email")
    expect(form.problem).to_be_hidden()
    expect(form.first_name).to_be_focused()
    form.email.fill(Resident().email)
    form.first_name.focus()
    expect(form.email).not_to_have_attribute("aria-invalid", "true")


def test_a_wrong_password_says_nothing_of_the_account(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Resident()
    journeys.register(visitor, resident, inbox)
    said = []
    for email in (resident.email, Resident().email):
        stranger = visit()
        sign_in = SignIn(stranger).open()
        sign_in.sign_in(email, "Not-The-Password-1")
        message = stranger.page.get_by_text("The email address or the password is not right.")
        expect(message).to_be_visible()
        expect(sign_in.password).to_be_focused()
        said.append(message.inner_text())
    assert said[0] == said[1]


def test_an_ended_session_brings_the_sign_in_page_and_never_a_page_in_a_fragment(visit: Visit, inbox: Inbox) -> None:
    """Signed out in one tab; the other one presses Next in the middle of a step: told first, so nothing is lost."""
    visitor, resident = visit(), Resident()
    journeys.begin(visitor, resident, inbox)
    Acknowledgement(visitor).accept()
    personal = PersonalInfo(visitor).shown()
    personal.fill(resident)
    _sign_out_in_another_tab(visit(beside=visitor))
    personal.next()
    expect(visitor.page.get_by_role("alert")).to_contain_text("You have been signed out")
    personal.next()
    SignIn(visitor).shown()
    visitor.look()
    visitor.fragments_are_fragments()
    expect(visitor.page.get_by_role("banner")).to_have_count(1)
    SignIn(visitor).sign_in(resident.email, resident.password)
    PersonalInfo(visitor).shown()


def _sign_out_in_another_tab(other: Visitor) -> None:
    other.go("/registration")
    other.press(other.page.get_by_role("button", name="Sign out"))
    expect(other.page.get_by_role("banner")).to_contain_text("Customer Self Service")


def test_a_field_left_after_the_session_ended_says_so_and_keeps_what_was_typed(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Resident()
    journeys.begin(visitor, resident, inbox)
    Acknowledgement(visitor).accept()
    personal = PersonalInfo(visitor).shown()
    _sign_out_in_another_tab(visit(beside=visitor))
    personal.first_name.fill("Zoé")
    personal.company.focus()
    expect(visitor.page.get_by_role("alert")).to_contain_text("You have been signed out")
    expect(personal.shown().first_name).to_have_value("Zoé")
    visitor.look()
    personal.button("Next").click()
    SignIn(visitor).shown()
    visitor.fragments_are_fragments()


def test_lost_cookies_are_told_above_the_page_and_nothing_typed_is_lost(visit: Visit) -> None:
    visitor = visit()
    sign_in = SignIn(visitor).open()
    sign_in.email.fill("zoe@example.org")
    visitor.page.context.clear_cookies()
    sign_in.next()
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    expect(sign_in.shown().email).to_have_value("zoe@example.org")
    visitor.look()
    sign_in.next()
    expect(sign_in.password).to_be_visible()
    expect(visitor.page.get_by_role("alert")).to_be_hidden()


def test_a_pending_resident_is_told_where_the_review_stands(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Resident()
    reference = journeys.register(visitor, resident, inbox)
    again = visit()
    journeys.sign_in(again, resident)
    expect(again.page.get_by_role("main")).to_contain_text(re.compile(re.escape(reference)))
    expect(Dashboard(again).title).to_have_count(0)
