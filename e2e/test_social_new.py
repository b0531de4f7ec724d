"""New by each of the four: through the same wizard and the same gate as everybody, and in again by the same button."""

import pytest
from playwright.sync_api import expect

from css.core.providers import Provider
from e2e import journeys, social
from e2e.cities import ENCINITAS, City
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, Dashboard, PersonalInfo
from e2e.social import CITIES, DEVICES, EACH, WITH_AND_WITHOUT_SCRIPT
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit

pytestmark = pytest.mark.usefixtures("providers")


@CITIES
@DEVICES
@EACH
def test_somebody_new_registers_and_comes_again_by_the_same_button(
    visit: Visit, inbox: Inbox, city: City, kind: Device, provider: Provider
) -> None:
    visitor, resident = visit(kind), social.somebody(city)
    social.begin(visitor, provider, resident, inbox, visitor.look)
    documents = list(visitor.documents)
    Acknowledgement(visitor).accept()
    personal = PersonalInfo(visitor).shown()
    expect(personal.last_name).to_have_value(resident.last_name)
    expect(personal.box("Email Address")).to_have_value(resident.email)
    expect(personal.box("Email Address")).not_to_be_editable()
    expect(personal.banner.get_by_text(resident.name)).to_be_visible()
    social.fill_in(visitor, resident)
    visitor.look()
    if kind.script:
        assert visitor.documents == documents
        visitor.fragments_are_fragments()

    again = visit(kind)
    social.come(again, provider, resident)
    social.arrived(again, resident)


@pytest.mark.parametrize(
    ("provider", "kind"),
    [
        pytest.param(Provider.GOOGLE, DESKTOP, id="google-desktop"),
        pytest.param(Provider.APPLE, PHONE, id="apple-phone"),
        pytest.param(Provider.FACEBOOK, NO_SCRIPT, id="facebook-no-script"),
    ],
)
def test_once_staff_approve_the_same_button_leads_to_the_dashboard(
    visit: Visit, inbox: Inbox, staff: tuple[str, str], kind: Device, provider: Provider
) -> None:
    visitor, resident = visit(kind), social.somebody(ENCINITAS)
    social.begin(visitor, provider, resident, inbox)
    Acknowledgement(visitor).accept()
    social.fill_in(visitor, resident)
    again = visit(kind)
    social.come(again, provider, resident)
    social.arrived(again, resident)

    approvals = journeys.to_approvals(visit(), staff)
    approvals.open_review(resident.email, resident.name).approve()
    inbox.wait_for(resident.email, holding="Your account is active")
    social.come(approved := visit(kind), provider, resident)
    Dashboard(approved).greets(resident.name)
    approved.look()


@WITH_AND_WITHOUT_SCRIPT
def test_microsoft_leads_straight_in_where_the_emails_domain_is_the_organizations(
    visit: Visit, inbox: Inbox, kind: Device
) -> None:
    visitor, resident = visit(kind), social.somebody(ENCINITAS)
    social.come(visitor, Provider.MICROSOFT, resident, tick=True)
    Acknowledgement(visitor).shown()
    assert inbox.texts(resident.email) == []
