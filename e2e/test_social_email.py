"""Which address the city writes to: Apple's relay or one's own, and one that is typed where none is vouched for."""

import pytest
from playwright.sync_api import expect

from css.core.providers import Provider
from e2e import social
from e2e.cities import ENCINITAS, City
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, PersonalInfo, Verify
from e2e.pages.provider import ProviderPage
from e2e.pages.social import Buttons, Consent, WhichEmail
from e2e.people import Resident
from e2e.social import CITIES, DEVICES, WITH_AND_WITHOUT_SCRIPT
from e2e.visitor import Device, Visit, Visitor

pytestmark = pytest.mark.usefixtures("providers")
RELAY = "@privaterelay.appleid.com"


def hidden(visitor: Visitor, resident: Resident) -> Consent:
    """By Apple's button, with the email hidden."""
    Buttons(visitor).open()
    there = social.leave(visitor, Provider.APPLE)
    there.sign_in(resident.email, first_name=resident.first_name, last_name=resident.last_name, hide=True)
    consent = Consent(visitor).shown()
    assert consent.address.endswith(RELAY)
    return consent


def has_email(visitor: Visitor, email: str) -> None:
    """The account of whoever is at the first step."""
    Acknowledgement(visitor).accept()
    expect(PersonalInfo(visitor).shown().box("Email Address")).to_have_value(email)


@CITIES
@DEVICES
def test_a_hidden_email_is_told_and_kept_or_ones_own_is_proven_instead(
    visit: Visit, inbox: Inbox, city: City, kind: Device
) -> None:
    keeps, own = visit(kind), visit(kind)
    consent = hidden(keeps, social.somebody(city))
    keeps.look()
    address = consent.address
    consent.go_on()
    has_email(keeps, address)

    resident = social.somebody(city)
    hidden(own, resident).use_my_own()
    expect(WhichEmail(own).shown().email).to_have_value("")
    social.prove(own, resident.email, inbox)
    has_email(own, resident.email)
    social.come(again := visit(kind), Provider.APPLE, resident)
    PersonalInfo(again).shown()


def test_who_does_not_want_the_hidden_address_takes_another_way(visit: Visit) -> None:
    visitor, resident = visit(), social.somebody(ENCINITAS)
    hidden(visitor, resident).choose_another_way()
    Buttons(visitor).shown()
    social.lets_nobody_in(visitor)
    social.come(visitor, Provider.APPLE, resident)
    Consent(visitor).shown()


@WITH_AND_WITHOUT_SCRIPT
def test_an_account_without_any_email_is_asked_for_one(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor, resident = visit(kind), social.somebody(ENCINITAS)
    Buttons(visitor).open()
    social.leave(visitor, Provider.GOOGLE).sign_in(resident.email.replace("@", "."), first_name=resident.first_name)
    which = WhichEmail(visitor).shown()
    expect(which.email).to_have_value("")
    which.send()
    which.complains(which.email, "blank")
    which.send("zoe.example.org")
    which.complains(which.email, "email address")
    visitor.look()
    social.prove(visitor, resident.email, inbox)
    has_email(visitor, resident.email)


@pytest.mark.parametrize(
    ("provider", "tick"), [(Provider.GOOGLE, True), (Provider.MICROSOFT, False), (Provider.FACEBOOK, True)]
)
def test_what_a_provider_says_without_vouching_stands_in_the_box_and_another_may_be_proven(
    visit: Visit, inbox: Inbox, provider: Provider, tick: bool
) -> None:
    visitor, resident, other = visit(), social.somebody(ENCINITAS), Resident().email
    social.come(visitor, provider, resident, tick=tick)
    expect(WhichEmail(visitor).shown().email).to_have_value(resident.email)
    social.prove(visitor, other, inbox)
    has_email(visitor, other)
    assert inbox.texts(resident.email) == []
    social.come(again := visit(), provider, resident)
    PersonalInfo(again).shown()


@WITH_AND_WITHOUT_SCRIPT
def test_a_wrong_code_is_said_in_place_and_the_address_can_be_changed(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor, resident, mistyped = visit(kind), social.somebody(ENCINITAS), Resident().email
    social.come(visitor, Provider.FACEBOOK, resident)
    which = WhichEmail(visitor).shown()
    which.send(mistyped)
    verify = Verify(visitor).sent_to(mistyped)
    old = inbox.code_for(mistyped)
    verify.press(verify.either("Change email address"))
    which.shown()
    visitor.look()
    which.send(resident.email)
    verify.sent_to(resident.email)
    new = inbox.code_for(resident.email)
    for wrong in {old} - {new}:  # it died with the address
        verify.enter(wrong)
        verify.complains(verify.code, "not right")
    visitor.look()
    verify.enter(new)
    has_email(visitor, resident.email)


def test_who_does_not_want_to_give_an_address_takes_another_way(visit: Visit) -> None:
    visitor, resident = visit(), social.somebody(ENCINITAS)
    social.come(visitor, Provider.MICROSOFT, resident)
    WhichEmail(visitor).shown().choose_another_way()
    Buttons(visitor).shown()
    social.leave(visitor, Provider.MICROSOFT)
    ProviderPage(visitor, Provider.MICROSOFT).sign_in(resident.email)
    WhichEmail(visitor).shown()
