"""A swap behaves like a page: focus, title, address, Back; and what depends on a field follows it at once."""

import re

from playwright.sync_api import expect

from e2e import journeys
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, Address, PersonalInfo, SignIn
from e2e.people import Resident
from e2e.visitor import Visit


def test_after_a_swap_focus_title_and_address_are_those_of_the_new_page(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Resident()
    journeys.begin(visitor, resident, inbox)
    for step in (Acknowledgement(visitor), PersonalInfo(visitor), Address(visitor)):
        expect(step.title).to_be_focused()
        expect(visitor.page).to_have_title(re.compile(re.escape(step.heading)))
        expect(visitor.page).to_have_url(re.compile(step.name.lower().replace(" ", "-")))
        if isinstance(step, Acknowledgement):
            step.accept()
        elif isinstance(step, PersonalInfo):
            step.fill(resident)
            step.next()


def test_the_browsers_back_button_goes_back_a_step(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Resident()
    journeys.begin(visitor, resident, inbox)
    Acknowledgement(visitor).accept()
    journeys.to_address(visitor, resident)
    visitor.page.go_back()
    personal = PersonalInfo(visitor).shown()
    expect(personal.first_name).to_have_value(resident.first_name)
    expect(visitor.page.get_by_role("banner")).to_have_count(1)
    visitor.page.go_forward()
    Address(visitor).shown()


def test_back_keeps_what_was_typed(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Resident()
    journeys.begin(visitor, resident, inbox)
    Acknowledgement(visitor).accept()
    journeys.to_address(visitor, resident)
    Address(visitor).street.fill(resident.street)
    Address(visitor).back()
    PersonalInfo(visitor).shown().next()
    expect(Address(visitor).shown().street).to_have_value(resident.street)


def test_preferring_the_phone_opens_the_phones_and_asks_for_one(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Resident(mobile_phone="")
    journeys.begin(visitor, resident, inbox)
    Acknowledgement(visitor).accept()
    personal = PersonalInfo(visitor).shown()
    expect(personal.contact_phone).to_be_hidden()
    personal.preference.select_option(label="Phone")
    expect(personal.contact_phone).to_be_visible()
    expect(personal.contact_phone).to_have_attribute("aria-required", "true")
    personal.next()
    personal.complains(personal.contact_phone, "blank")


def test_the_enter_key_goes_forward(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Resident()
    journeys.begin(visitor, resident, inbox)
    Acknowledgement(visitor).accept()
    personal = PersonalInfo(visitor).shown()
    personal.fill(resident)
    personal.company.press("Enter")
    Address(visitor).shown()


def test_next_always_brings_the_password_whoever_asks(visit: Visit) -> None:
    visitor = visit()
    sign_in = SignIn(visitor).open()
    sign_in.email.fill("nobody@example.org")
    sign_in.next()
    expect(sign_in.password).to_be_visible()
    expect(sign_in.button("Sign in", exact=True)).to_be_visible()
