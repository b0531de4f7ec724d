"""Two tabs of one browser on one registration notice each other."""

from playwright.sync_api import expect

from e2e import journeys
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, Address, PersonalInfo, ThankYou
from e2e.people import Resident
from e2e.visitor import Visit


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
