"""A resident registers, staff approve, the resident signs in: on a desktop, on a phone, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, Dashboard, Home, PersonalInfo, ThankYou
from e2e.people import Resident
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit, Visitor

DEVICES = pytest.mark.parametrize("kind", [DESKTOP, PHONE, NO_SCRIPT], ids=lambda kind: kind.name)


@DEVICES
def test_a_resident_registers_is_approved_and_sees_the_dashboard(
    visit: Visit, inbox: Inbox, staff: tuple[str, str], kind: Device
) -> None:
    resident, visitor = Resident(), visit(kind)
    reference = _register(visitor, resident, inbox)
    ThankYou(visitor).return_home()
    expect(Home(visitor).banner).to_contain_text("Customer Self Service")

    reviewer = visit(kind)
    approvals = journeys.to_approvals(reviewer, staff)
    reviewer.look()
    review = approvals.open_review(resident.email, resident.name)
    expect(reviewer.page.get_by_role("main")).to_contain_text(reference)
    reviewer.look()
    review.approve()
    inbox.wait_for(resident.email, count=3)

    again = visit(kind)
    journeys.sign_in(again, resident)
    Dashboard(again).greets(resident.name)
    again.look()


def _register(visitor: Visitor, resident: Resident, inbox: Inbox) -> str:
    """All the way, looking at every page; with JavaScript no second document is loaded after the sign-up form."""
    journeys.to_sign_up(visitor, visitor.look)
    before = list(visitor.documents)
    journeys.sign_up(visitor, resident, visitor.look)
    journeys.prove(visitor, resident, inbox, visitor.look)
    reference = journeys.fill_in(visitor, resident, visitor.look)
    if visitor.device.script:
        assert visitor.documents == before
        assert len(visitor.fragments) >= 5
        visitor.fragments_are_fragments()
    return reference


@DEVICES
def test_what_sign_up_asked_is_not_asked_again(visit: Visit, inbox: Inbox, kind: Device) -> None:
    resident, visitor = Resident(), visit(kind)
    journeys.begin(visitor, resident, inbox)
    Acknowledgement(visitor).accept()
    personal = PersonalInfo(visitor).shown()
    personal.arrived_from_sign_up(resident)
    expect(personal.banner.get_by_text(resident.name)).to_be_visible()
