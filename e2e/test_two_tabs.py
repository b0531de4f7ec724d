"""Two tabs of one browser on one registration notice each other."""

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.cities import BOULDER
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, Address, Dashboard, PersonalInfo, Receipt, Signature, SignedRecord, ThankYou
from e2e.people import Boulderite, Resident
from e2e.visitor import Visit, Visitor


def test_a_tab_that_was_overtaken_says_so_and_keeps_what_was_typed(visit: Visit, inbox: Inbox) -> None:
    one, resident = visit(), Resident()
    journeys.begin(one, resident, inbox)
    Acknowledgement(one).accept()
    first = PersonalInfo(one).shown()
    other = visit(beside=one)
    other.go("/registration")
    second = PersonalInfo(other).shown()

    first.company.fill("First Ltd")
    first.fill(resident)
    first.next()
    Address(one).shown()

    second.company.fill("Second Ltd")
    second.fill(resident)
    second.next()
    warning = other.page.get_by_role("group", name="another window")
    expect(warning).to_be_visible()
    expect(warning).to_be_focused()
    expect(second.shown().company).to_have_value("Second Ltd")
    other.look()

    second.next()
    Address(other).shown().back()
    expect(second.shown().company).to_have_value("Second Ltd")


def test_a_registration_is_submitted_once(visit: Visit, inbox: Inbox) -> None:
    one, resident = visit(), Resident()
    journeys.begin(one, resident, inbox)
    Acknowledgement(one).accept()
    journeys.to_address(one, resident)
    other = visit(beside=one)
    other.go("/registration")
    tabs = [Address(visitor).shown() for visitor in (one, other)]
    for tab in tabs:
        tab.fill(resident)
    references = []
    for tab in tabs:
        tab.submit()
        references.append(ThankYou(tab.visitor).shown().reference())
    assert references[0] == references[1]
    assert len(inbox.wait_for(resident.email, holding=references[0])) == 1


def test_a_double_click_submits_once(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Resident()
    journeys.begin(visitor, resident, inbox)
    Acknowledgement(visitor).accept()
    journeys.to_address(visitor, resident)
    address = Address(visitor)
    address.fill(resident)
    address.button("Submit").dblclick()
    reference = ThankYou(visitor).shown().reference()
    assert len(inbox.wait_for(resident.email, holding=reference)) == 1


@pytest.mark.city(BOULDER)
def test_what_another_tab_changed_is_seen_before_it_is_signed(visit: Visit, inbox: Inbox) -> None:
    one, resident = visit(), Boulderite()
    signature = journeys.before_signing(one, resident, inbox)
    drawn = journeys.draw_name(one, resident)
    _move(visit(beside=one), "2160 Spruce St")

    signature.submit()
    warning = one.page.get_by_role("group", name="another window")
    expect(warning).to_be_focused()
    expect(signature.shown().typed_name).to_have_value(resident.signs)
    assert signature.kept() == drawn
    assert signature.ink()
    expect(one.page.get_by_role("main")).to_contain_text("2160 Spruce St")
    one.look()

    signature.submit()
    Dashboard(one).greets(resident.name)
    SignedRecord(one).shows_drawing(drawn, resident.signs)
    Receipt(one).open()
    expect(one.page.get_by_role("main")).to_contain_text("2160 Spruce St")
    expect(one.page.get_by_role("main")).not_to_contain_text(resident.street)


def _move(visitor: Visitor, street: str) -> None:
    """Go back to the finished address and change it."""
    visitor.go("/registration/address")
    address = Address(visitor).shown()
    address.street.fill(street)
    address.next()
    Signature(visitor).shown()
