"""The email of a provider is that of an account: linked once its owner proves it, never before."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from css.core.providers import Provider
from e2e import journeys, social
from e2e.cities import BOULDER, ENCINITAS, City
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, SignIn, Verify
from e2e.pages.apps import App, NewApp, SecondStep
from e2e.pages.social import Add, Buttons, Owner, WaysIn, WhichEmail
from e2e.people import Resident
from e2e.social import CITIES, DEVICES, WITH_AND_WITHOUT_SCRIPT
from e2e.visitor import Device, Visit, Visitor

pytestmark = pytest.mark.usefixtures("providers")
GOOGLE = Provider.GOOGLE

Registered = Callable[[City], Resident]


@pytest.fixture
def registered(visit: Visit, inbox: Inbox) -> Registered:
    def made(city: City) -> Resident:
        """Somebody with a password, who began in another browser than the test's; one mail has come."""
        resident = social.somebody(city)
        journeys.begin(visit(), resident, inbox)
        return resident

    return made


def with_app(visit: Visit, inbox: Inbox) -> tuple[Resident, App, str]:
    """And an authenticator app, and one of its recovery codes."""
    visitor, resident = visit(), social.somebody(ENCINITAS)
    journeys.begin(visitor, resident, inbox)
    new = NewApp(visitor).open()
    app, codes = App(new.secret), new.recovery_codes
    new.save(app.code())
    WaysIn(visitor).says("Your authenticator app is added.")
    return resident, app, codes[0]


def lets_in(visitor: Visitor, provider: Provider, resident: Resident) -> None:
    social.come(visitor, provider, resident)
    Acknowledgement(visitor).shown()


@CITIES
@DEVICES
def test_linked_by_a_code_and_afterwards_the_button_lets_in(
    visit: Visit, inbox: Inbox, registered: Registered, city: City, kind: Device
) -> None:
    visitor, resident = visit(kind), registered(city)
    social.come(visitor, GOOGLE, resident)
    owner = Owner(visitor).shown()
    expect(visitor.page.get_by_role("main")).to_contain_text(resident.email)
    visitor.look()
    owner.by_code()
    verify = Verify(visitor).sent_to(resident.email)
    verify.enter("000000")
    verify.complains(verify.code, "not right")
    verify.enter(inbox.code_for(resident.email, mail=2))
    Acknowledgement(visitor).shown()
    visitor.fragments_are_fragments()
    inbox.wait_for(resident.email, holding="Google was added to your account")
    lets_in(visit(kind), GOOGLE, resident)


@pytest.mark.city(BOULDER)
@WITH_AND_WITHOUT_SCRIPT
def test_linked_after_signing_in_and_afterwards_both_ways_let_in(
    visit: Visit, inbox: Inbox, registered: Registered, kind: Device
) -> None:
    visitor, resident = visit(kind), registered(BOULDER)
    social.come(visitor, GOOGLE, resident)
    Owner(visitor).shown().by_signing_in()
    SignIn(visitor).shown().sign_in(resident.email, resident.password)
    add = Add(visitor, GOOGLE).shown()
    expect(visitor.page.get_by_role("main")).to_contain_text(resident.email)
    visitor.look()
    add.add()
    Acknowledgement(visitor).shown()
    expect(visitor.page.get_by_role("status")).to_contain_text("You can sign in with Google from now on.")
    visitor.fragments_are_fragments()
    inbox.wait_for(resident.email, holding="Google was added to your account")
    lets_in(visit(kind), GOOGLE, resident)
    journeys.sign_in(by_password := visit(kind), resident)
    Acknowledgement(by_password).shown()


def test_without_the_proof_nothing_is_linked(visit: Visit, inbox: Inbox, registered: Registered) -> None:
    stranger, resident = visit(), registered(ENCINITAS)
    for _ in range(2):
        social.come(stranger, GOOGLE, resident)
        Owner(stranger).shown().start_over()
        Buttons(stranger).shown()
        social.lets_nobody_in(stranger)
    assert len(inbox.texts(resident.email)) == 1


def test_who_signs_in_and_says_no_is_in_and_nothing_is_linked(visit: Visit, registered: Registered) -> None:
    visitor, resident = visit(), registered(ENCINITAS)
    social.come(visitor, GOOGLE, resident)
    Owner(visitor).shown().by_signing_in()
    SignIn(visitor).sign_in(resident.email, resident.password)
    Add(visitor, GOOGLE).shown().go_on_without()
    Acknowledgement(visitor).shown()
    expect(WaysIn(visitor).open().listed).to_have_count(0)
    social.come(again := visit(), GOOGLE, resident)
    Owner(again).shown()


def test_what_somebody_left_in_the_browser_is_nothing_to_who_signs_in_next(
    visit: Visit, registered: Registered
) -> None:
    visitor, left, next_one = visit(), registered(ENCINITAS), registered(ENCINITAS)
    social.come(visitor, GOOGLE, left)
    Owner(visitor).shown().by_signing_in()
    SignIn(visitor).sign_in(next_one.email, next_one.password)
    Acknowledgement(visitor).shown()
    expect(WaysIn(visitor).open().listed).to_have_count(0)


@WITH_AND_WITHOUT_SCRIPT
def test_with_an_app_its_code_is_asked_for_after_the_mailed_one(visit: Visit, inbox: Inbox, kind: Device) -> None:
    """Else whoever reads the mail could give themselves a way in that stays."""
    visitor, (resident, app, spare) = visit(kind), with_app(visit, inbox)
    social.come(visitor, GOOGLE, resident)
    Owner(visitor).shown().by_code()
    Verify(visitor).enter(inbox.code_for(resident.email, mail=3))
    step = SecondStep(visitor).shown()
    step.give("000000")
    step.complains(step.code, "not right")
    assert not [text for text in inbox.texts(resident.email) if "Google was added" in text]
    step.give(app.code())
    add = Add(visitor, GOOGLE).shown()
    visitor.look()
    add.add()
    Acknowledgement(visitor).shown()
    expect(visitor.page.get_by_role("status")).to_contain_text("You can sign in with Google from now on.")

    social.come(again := visit(kind), GOOGLE, resident)
    SecondStep(again).shown().give(spare)
    Acknowledgement(again).shown()


def test_another_email_than_that_of_the_account_opens_an_account_of_its_own(
    visit: Visit, inbox: Inbox, registered: Registered
) -> None:
    visitor, resident, own = visit(), registered(ENCINITAS), Resident()
    social.come(visitor, GOOGLE, resident)
    Owner(visitor).shown().use_another_email()
    WhichEmail(visitor).shown()
    social.prove(visitor, own.email, inbox)
    Acknowledgement(visitor).shown()
    journeys.sign_in(visit(), resident)
    lets_in(visit(), GOOGLE, resident)
    assert len(inbox.texts(resident.email)) <= 2  # a code, and that another browser was used
