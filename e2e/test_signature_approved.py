"""Where residents sign and staff approve, staff see the signature: cities of one changed word."""

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.cities import APPROVING_BOULDER, SIGNING_ENCINITAS
from e2e.drawings import FLOURISH
from e2e.inbox import Inbox
from e2e.pages import Dashboard, Receipt, SignedRecord, ThankYou
from e2e.people import Boulderite, Resident
from e2e.visitor import DESKTOP, PHONE, Device, Visit


@pytest.mark.parametrize(
    ("kind", "resident"),
    [
        pytest.param(PHONE, Boulderite(), id="boulder", marks=pytest.mark.city(APPROVING_BOULDER)),
        pytest.param(DESKTOP, Resident(), id="encinitas", marks=pytest.mark.city(SIGNING_ENCINITAS)),
    ],
)
def test_staff_see_the_signature_and_the_resident_keeps_it(
    visit: Visit, inbox: Inbox, staff: tuple[str, str], kind: Device, resident: Resident
) -> None:
    visitor = visit(kind)
    signature = journeys.before_signing(visitor, resident, inbox)
    drawn = journeys.draw_name(visitor, resident)
    signature.submit()
    reference = ThankYou(visitor).shown().reference()
    SignedRecord(visitor).shows_drawing(drawn, resident.signs)
    visitor.look()

    reviewer = visit(kind)
    review = journeys.to_approvals(reviewer, staff).open_review(resident.email, resident.name)
    expect(reviewer.page.get_by_role("main")).to_contain_text(reference)
    on_review = SignedRecord(reviewer)
    on_review.shows_drawing(drawn, resident.signs)
    reviewer.look()
    number = on_review.number()
    review.approve()
    inbox.wait_for(resident.email, holding="Your account is active")

    again = visit(kind)
    journeys.sign_in(again, resident)
    Dashboard(again).greets(resident.name)
    SignedRecord(again).shows_drawing(drawn, resident.signs)
    assert Receipt(again).open().number() == number
    again.look()


@pytest.mark.city(SIGNING_ENCINITAS)
def test_whoever_is_asked_signs_again_and_staff_see_the_new_signature(
    visit: Visit, inbox: Inbox, staff: tuple[str, str]
) -> None:
    visitor, resident, reviewer = visit(), Resident(), visit()
    first = journeys.before_signing(visitor, resident, inbox)
    journeys.draw_name(visitor, resident)
    first.submit()
    ThankYou(visitor).shown()
    number = SignedRecord(visitor).number()
    approvals = journeys.to_approvals(reviewer, staff)
    approvals.open_review(resident.email, resident.name).ask("Which unit?")
    inbox.wait_for(resident.email, holding="Which unit?")

    journeys.sign_in(again := visit(), resident)
    second = journeys.to_signature(again, resident)
    assert second.kept().strokes == ()
    second.typed_name.fill(resident.signs)
    drawn = second.draw(FLOURISH)
    second.box("Your answer").fill("Suite 4.")
    second.submit()
    ThankYou(again).shown()
    approvals.open().open_review(resident.email, resident.name)
    SignedRecord(reviewer).shows_drawing(drawn, resident.signs)
    assert SignedRecord(reviewer).number() == SignedRecord(again).number() != number
