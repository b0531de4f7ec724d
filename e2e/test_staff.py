"""What staff decide reaches the resident: denied with a reason, asked and answered, decided once."""

from playwright.sync_api import expect

from e2e import journeys
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, Address, Dashboard, Review, ThankYou
from e2e.people import Resident
from e2e.visitor import Visit

REASON = "The address is not in the city."
QUESTION = "Which of the two units is yours?"
ANSWER = "The one above the bakery."


def test_a_denied_resident_reads_the_reason_and_may_start_again(
    visit: Visit, inbox: Inbox, staff: tuple[str, str]
) -> None:
    resident, reviewer = Resident(), visit()
    reference = journeys.register(visit(), resident, inbox)
    approvals = journeys.to_approvals(reviewer, staff)
    approvals.open_review(resident.email, resident.name).deny(REASON)
    inbox.wait_for(resident.email, holding=REASON)
    expect(approvals.open().row(resident.email)).to_have_count(0)

    again = visit()
    journeys.sign_in(again, resident)
    expect(again.page.get_by_role("main")).to_contain_text(REASON)
    again.look()
    again.press(again.page.get_by_role("button", name="Start again"))
    Acknowledgement(again).shown()
    assert journeys.fill_in(again, resident) == reference


def test_a_denial_without_a_reason_is_refused(visit: Visit, inbox: Inbox, staff: tuple[str, str]) -> None:
    resident, reviewer = Resident(), visit()
    journeys.register(visit(), resident, inbox)
    review = journeys.to_approvals(reviewer, staff).open_review(resident.email, resident.name)
    review.deny("")
    review.shown()
    review.complains(review.message, "denied")
    reviewer.look()


def test_a_resident_answers_a_question_and_keeps_the_place_in_the_queue(
    visit: Visit, inbox: Inbox, staff: tuple[str, str]
) -> None:
    resident, reviewer = Resident(), visit()
    journeys.register(visit(), resident, inbox)
    approvals = journeys.to_approvals(reviewer, staff)
    approvals.open_review(resident.email, resident.name).ask(QUESTION)
    inbox.wait_for(resident.email, holding=QUESTION)

    again = visit()
    journeys.sign_in(again, resident)
    expect(again.page.get_by_role("main")).to_contain_text(QUESTION)
    again.look()
    Acknowledgement(again).accept()
    journeys.to_address(again, resident)
    address = Address(again)
    expect(address.street).to_have_value(resident.street)
    address.box("Your answer").fill(ANSWER)
    again.look()
    address.submit()
    ThankYou(again).shown()

    approvals.open().open_review(resident.email, resident.name)
    expect(reviewer.page.get_by_role("main")).to_contain_text(ANSWER)
    reviewer.look()
    Review(reviewer, resident.name).approve()
    journeys.sign_in(visitor := visit(), resident)
    Dashboard(visitor).greets(resident.name)


def test_of_two_reviewers_at_once_the_first_decides_and_the_second_is_told(
    visit: Visit, inbox: Inbox, staff: tuple[str, str]
) -> None:
    resident = Resident()
    journeys.register(visit(), resident, inbox)
    first, second = visit(), visit()
    reviews = [
        journeys.to_approvals(reviewer, staff).open_review(resident.email, resident.name)
        for reviewer in (first, second)
    ]
    reviews[0].approve()
    inbox.wait_for(resident.email, count=3)
    reviews[1].deny(REASON)
    expect(second.page.get_by_role("main")).to_contain_text("already")
    second.look()
    assert not [text for text in inbox.texts(resident.email) if REASON in text]
    journeys.sign_in(visitor := visit(), resident)
    Dashboard(visitor).greets(resident.name)


def test_a_resident_never_reaches_the_counter(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Resident()
    journeys.begin(visitor, resident, inbox)
    visitor.go("/staff")
    expect(visitor.page.get_by_role("heading", name="Approvals")).to_have_count(0)
    expect(visitor.page.get_by_label("Password")).to_be_visible()
