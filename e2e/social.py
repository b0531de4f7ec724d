"""Stretches of the way in by a provider that several journeys share."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from css.core.providers import Provider
from e2e import journeys
from e2e.cities import BOULDER, ENCINITAS, City
from e2e.inbox import Inbox
from e2e.journeys import Look, pass_by
from e2e.pages import Acknowledgement, Address, Dashboard, Signature, ThankYou, Verify
from e2e.pages.provider import ProviderPage
from e2e.pages.social import Buttons, WhichEmail
from e2e.people import Boulderite, Resident
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Visitor

EACH = pytest.mark.parametrize("provider", Provider)
DEVICES = pytest.mark.parametrize("kind", [DESKTOP, PHONE, NO_SCRIPT], ids=lambda kind: kind.name)
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("kind", [PHONE, NO_SCRIPT], ids=lambda kind: kind.name)
CITIES = pytest.mark.parametrize(
    "city", [pytest.param(one, marks=pytest.mark.city(one), id=one.name) for one in (ENCINITAS, BOULDER)]
)
# What each asks before there is an account for somebody new: the email that it does not vouch for.
ASKING = (Provider.MICROSOFT, Provider.FACEBOOK)

BOTH_WAYS = pytest.mark.parametrize(
    ("city", "kind"),
    [
        pytest.param(ENCINITAS, NO_SCRIPT, marks=pytest.mark.city(ENCINITAS), id="encinitas-no-script"),
        pytest.param(BOULDER, PHONE, marks=pytest.mark.city(BOULDER), id="boulder-phone"),
    ],
)
"""A long journey once on each city, once without JavaScript."""


def somebody(city: City) -> Resident:
    """New to the city, with a name of their own."""
    resident = Boulderite() if city == BOULDER else Resident()
    return replace(resident, first_name="Amélie", last_name="Ngô", signs="Amélie Ngô")


def leave(visitor: Visitor, provider: Provider) -> ProviderPage:
    """From the sign-in page to the provider's."""
    buttons = Buttons(visitor)
    buttons.press(buttons.by(provider))
    return ProviderPage(visitor, provider).shown()


def come(visitor: Visitor, provider: Provider, resident: Resident, *, tick: bool = False) -> None:
    """By the button, and back as the resident."""
    Buttons(visitor).open()
    answer(visitor, provider, resident, tick=tick)


def answer(visitor: Visitor, provider: Provider, resident: Resident, *, tick: bool = False) -> None:
    """From the sign-in page, which is on screen."""
    there = leave(visitor, provider)
    there.sign_in(resident.email, first_name=resident.first_name, last_name=resident.last_name, tick=tick)


def prove(visitor: Visitor, email: str, inbox: Inbox, *, mail: int = 1, look: Look = pass_by) -> None:
    """From the page that asks for the email to past its code; `mail`: how many the address has then."""
    which = WhichEmail(visitor).shown()
    look()
    which.send(email)
    verify = Verify(visitor).sent_to(email)
    look()
    verify.enter(inbox.code_for(email, mail=mail))


def begin(visitor: Visitor, provider: Provider, resident: Resident, inbox: Inbox, look: Look = pass_by) -> None:
    """Somebody new, from the button to the first step."""
    come(visitor, provider, resident)
    if provider in ASKING:
        prove(visitor, resident.email, inbox, look=look)
    Acknowledgement(visitor).shown()


def fill_in(visitor: Visitor, resident: Resident) -> None:
    """From the second step to where a registration ends in this city."""
    journeys.to_address(visitor, resident)
    address = Address(visitor)
    address.fill(resident)
    if visitor.portal.city != BOULDER:
        address.submit()
        ThankYou(visitor).shown()
        return
    address.next()
    signature = Signature(visitor).shown()
    signature.typed_name.fill(resident.signs)
    signature.turn_toggle()
    signature.submit()
    Dashboard(visitor).greets(resident.name)


def arrived(visitor: Visitor, resident: Resident) -> None:
    """Whoever has registered here: on the dashboard, or where the review stands and nowhere else."""
    if visitor.portal.city == BOULDER:
        Dashboard(visitor).greets(resident.name)
        return
    ThankYou(visitor).shown().reference()
    visitor.go("/dashboard")
    ThankYou(visitor).shown()
    expect(Dashboard(visitor).title).to_have_count(0)


def lets_nobody_in(visitor: Visitor) -> None:
    visitor.go("/dashboard/authenticators")
    Buttons(visitor).shown()
