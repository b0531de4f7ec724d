"""Nothing is lost when a resident stops: the draft goes on in another browser at the first unfinished step."""

from playwright.sync_api import expect

from e2e import journeys
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, Address, PersonalInfo, SignIn, ThankYou
from e2e.people import Resident
from e2e.visitor import PHONE, Visit


def test_the_draft_goes_on_at_the_first_unfinished_step_on_the_phone(visit: Visit, inbox: Inbox) -> None:
    desktop, resident = visit(), Resident()
    journeys.begin(desktop, resident, inbox)
    Acknowledgement(desktop).accept()
    PersonalInfo(desktop).shown().company.fill("Quiñones & Daughters")
    journeys.to_address(desktop, resident)
    desktop.page.context.close()

    phone = visit(PHONE)
    journeys.sign_in(phone, resident)
    address = Address(phone).shown()
    address.back()
    expect(PersonalInfo(phone).shown().company).to_have_value("Quiñones & Daughters")
    PersonalInfo(phone).next()
    address.shown().fill(resident)
    address.submit()
    ThankYou(phone).shown()


def test_steps_can_not_be_skipped(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Resident()
    journeys.begin(visitor, resident, inbox)
    visitor.go("/registration/address")
    Acknowledgement(visitor).shown()


def test_reloading_the_page_keeps_the_step(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Resident()
    journeys.begin(visitor, resident, inbox)
    Acknowledgement(visitor).accept()
    journeys.to_address(visitor, resident)
    visitor.page.reload()
    Address(visitor).shown()


def test_cancelling_leaves_nothing_behind(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Resident()
    journeys.begin(visitor, resident, inbox)
    visitor.press(Acknowledgement(visitor).cancel)
    visitor.look()
    visitor.press(visitor.page.get_by_role("button", name="Yes, delete it"))
    expect(visitor.page.get_by_role("banner").get_by_text(resident.name)).to_have_count(0)
    sign_in = SignIn(visitor).open()
    sign_in.sign_in(resident.email, resident.password)
    expect(visitor.page.get_by_text("The email address or the password is not right.")).to_be_visible()
