"""Buttons on "How you sign in": added, removed but for the last way in; and none where the city registered nowhere."""

import pytest
from playwright.sync_api import expect

from css.core.providers import Provider
from e2e import social
from e2e.cities import ENCINITAS, LONE_ENCINITAS
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, SignIn, SignUp
from e2e.pages.provider import ProviderPage
from e2e.pages.social import Add, Buttons, Cancelled, WaysIn, WhichEmail
from e2e.people import Resident
from e2e.social import DEVICES, WITH_AND_WITHOUT_SCRIPT
from e2e.visitor import Device, Visit, Visitor

pytestmark = pytest.mark.usefixtures("providers")
GOOGLE, MICROSOFT = Provider.GOOGLE, Provider.MICROSOFT


def in_by_google(visitor: Visitor) -> Resident:
    """Somebody new, who has no password."""
    resident = social.somebody(ENCINITAS)
    social.come(visitor, GOOGLE, resident)
    Acknowledgement(visitor).shown()
    return resident


def ask_to_add(visitor: Visitor, provider: Provider, email: str) -> Add:
    """From the list to the question whether it is to be added."""
    ways = WaysIn(visitor).open()
    ways.press(ways.can_add(provider))
    ProviderPage(visitor, provider).sign_in(email)
    return Add(visitor, provider).shown()


@DEVICES
def test_one_more_is_added_lets_in_is_removed_and_lets_nobody_in(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor, work = visit(kind), social.somebody(ENCINITAS)
    resident = in_by_google(visitor)
    add = ask_to_add(visitor, MICROSOFT, work.email)
    expect(visitor.page.get_by_role("main")).to_contain_text(work.email)
    expect(visitor.page.get_by_role("main")).to_contain_text(resident.email)
    visitor.look()
    add.add()
    ways = WaysIn(visitor)
    ways.says("You can sign in with Microsoft from now on.")
    expect(ways.listed).to_have_count(2)
    expect(ways.can_add(MICROSOFT)).to_have_count(0)
    visitor.look()
    inbox.wait_for(resident.email, holding="Microsoft was added to your account")
    social.come(elsewhere := visit(kind), MICROSOFT, work)
    Acknowledgement(elsewhere).shown()

    one = ways.open_one(MICROSOFT)
    visitor.look()
    one.remove()
    ways.says("It is removed.")
    expect(ways.listed).to_have_count(1)
    inbox.wait_for(resident.email, holding="Microsoft was removed from your account")
    visitor.fragments_are_fragments()
    social.come(stranger := visit(kind), MICROSOFT, work)
    WhichEmail(stranger).shown()


@WITH_AND_WITHOUT_SCRIPT
def test_the_last_way_in_stays(visit: Visit, kind: Device) -> None:
    visitor = visit(kind)
    in_by_google(visitor)
    one = WaysIn(visitor).open().open_one(GOOGLE)
    expect(visitor.page.get_by_role("main")).to_contain_text("First choose a password or add a passkey")
    expect(one.take_away).to_have_count(0)
    visitor.look()
    visitor.press(one.link("Leave as it was"))
    expect(WaysIn(visitor).shown().listed).to_have_count(1)


def test_what_has_become_the_last_way_in_meanwhile_is_refused_in_place(visit: Visit) -> None:
    """Both may be removed when the two windows are opened, and only one by then."""
    visitor = visit()
    resident = in_by_google(visitor)
    ask_to_add(visitor, MICROSOFT, Resident().email).add()
    WaysIn(visitor).says("You can sign in with Microsoft from now on.")
    other = visit(beside=visitor)
    google = WaysIn(other).open().open_one(GOOGLE)
    WaysIn(visitor).open_one(MICROSOFT).remove()
    WaysIn(visitor).says("It is removed.")
    google.remove()
    expect(other.page.get_by_role("main")).to_contain_text("First choose a password or add a passkey")
    google.shown()
    other.look()
    social.come(again := visit(), GOOGLE, resident)
    Acknowledgement(again).shown()


@WITH_AND_WITHOUT_SCRIPT
def test_what_opens_another_account_is_refused(visit: Visit, kind: Device) -> None:
    other, visitor = visit(kind), visit(kind)
    taken = social.somebody(ENCINITAS)
    social.come(other, MICROSOFT, taken, tick=True)
    Acknowledgement(other).shown()
    in_by_google(visitor)
    add = ask_to_add(visitor, MICROSOFT, taken.email)
    expect(add.button("Add it")).to_have_count(0)
    said = visitor.page.get_by_role("alert").filter(visible=True)
    expect(said).to_contain_text("This Microsoft account opens another account here.")
    visitor.look()
    add.go_on_without()
    expect(WaysIn(visitor).shown().listed).to_have_count(1)
    social.come(again := visit(kind), MICROSOFT, taken)
    Acknowledgement(again).shown()
    expect(again.page.get_by_role("banner").get_by_text(taken.name)).to_be_visible()


@WITH_AND_WITHOUT_SCRIPT
def test_who_thinks_better_of_it_is_where_they_were(visit: Visit, kind: Device) -> None:
    visitor = visit(kind)
    in_by_google(visitor)
    ways = WaysIn(visitor).open()
    ways.press(ways.can_add(Provider.APPLE))
    ProviderPage(visitor, Provider.APPLE).cancel()
    Cancelled(visitor, Provider.APPLE).says("You stopped there.")
    visitor.look()
    visitor.press(visitor.page.get_by_role("link", name="Return to how you sign in"))
    ask_to_add(visitor, Provider.APPLE, Resident().email).go_on_without()
    expect(WaysIn(visitor).shown().listed).to_have_count(1)


@WITH_AND_WITHOUT_SCRIPT
def test_without_a_password_the_box_says_what_it_says_to_everybody_and_the_mail_names_the_button(
    visit: Visit, inbox: Inbox, kind: Device
) -> None:
    resident, visitor = in_by_google(visit(kind)), visit(kind)
    said = []
    for email in (Resident().email, resident.email):
        sign_in = SignIn(visitor).open()
        sign_in.sign_in(email, resident.password)
        sign_in.complains(sign_in.password, "not right")
        said.append(visitor.page.get_by_role("main").inner_text().replace(email, ""))
    assert said[0] == said[1]
    (mail,) = inbox.wait_for(resident.email)
    assert "You sign in here with Google: press that button" in mail


@pytest.mark.city(LONE_ENCINITAS)
@WITH_AND_WITHOUT_SCRIPT
def test_a_city_that_has_registered_with_nobody_has_no_button_and_no_gap(visit: Visit, kind: Device) -> None:
    visitor = visit(kind)
    buttons = Buttons(visitor).open()
    expect(buttons.all).to_have_count(0)
    expect(buttons.divider).to_have_count(0)
    title, email = buttons.title.bounding_box(), buttons.page.get_by_text("Email address", exact=True).bounding_box()
    assert title and email
    assert 0 < email["y"] - (title["y"] + title["height"]) <= 48
    visitor.look()
    for provider in Provider:
        assert visitor.page.request.get(visitor.portal.at(f"/social/{provider}")).status == 404
    SignUp(visitor).open()
    for provider in Provider:
        expect(visitor.page.get_by_role("main")).not_to_contain_text(provider.brand)
