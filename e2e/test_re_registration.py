"""Holders of the old system register again, and find their things: by email and by social, on both cities."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from css.core.providers import Provider
from e2e import holders, journeys, social
from e2e.cities import BOULDER, City
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, Address, PersonalInfo, SignIn, SignUp, Verify
from e2e.pages.claiming import Ask, OldRecords, Pick
from e2e.pages.help_desk import Questions
from e2e.portal import Portal
from e2e.social import BOTH_WAYS, CITIES, DEVICES
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit

AGAIN = re.compile(r"http\S+/sign-up/again/\S+")


@CITIES
@DEVICES
def test_with_the_old_email(
    visit: Visit, inbox: Inbox, portal: Portal, staff: tuple[str, str], tmp_path: Path, city: City, kind: Device
) -> None:
    visitor, resident = visit(kind), holders.somebody(city)
    old = holders.of(resident)
    holders.bring_in(portal, tmp_path, old)
    journeys.begin(visitor, resident, inbox)
    documents = list(visitor.documents)
    holders.review_and_finish(visitor, resident, old)
    if kind.script:
        assert visitor.documents == documents
        visitor.fragments_are_fragments()
    holders.approved(visit, inbox, staff, visitor, resident)
    OldRecords(visitor).hold(old.permit)
    visitor.look()


@CITIES
@pytest.mark.parametrize(
    ("provider", "kind"),
    [
        pytest.param(Provider.GOOGLE, PHONE, id="google-phone"),
        pytest.param(Provider.FACEBOOK, NO_SCRIPT, id="facebook-no-script"),
    ],
)
@pytest.mark.usefixtures("providers")
def test_with_a_social_account_of_the_old_email(
    visit: Visit,
    inbox: Inbox,
    portal: Portal,
    staff: tuple[str, str],
    tmp_path: Path,
    city: City,
    kind: Device,
    provider: Provider,
) -> None:
    """Whether the provider vouches for the email, or a code proves it."""
    visitor, resident = visit(kind), holders.somebody(city)
    old = holders.of(resident)
    holders.bring_in(portal, tmp_path, old)
    social.begin(visitor, provider, resident, inbox)
    holders.review_and_finish(visitor, resident, old)
    holders.approved(visit, inbox, staff, visitor, resident)
    OldRecords(visitor).hold(old.permit)


@BOTH_WAYS
def test_picking_among_two(
    visit: Visit, inbox: Inbox, portal: Portal, staff: tuple[str, str], tmp_path: Path, city: City, kind: Device
) -> None:
    """An office shares a mailbox: the page shows neither account, and takes what only one of them knows."""
    visitor, resident = visit(kind), holders.somebody(city)
    mine = holders.of(resident)
    other = replace(holders.of(resident), first_name="Ana", company="Lee Masonry", address1="9 Pearl St")
    holders.bring_in(portal, tmp_path, other, mine)
    SignUp(visitor).open()
    journeys.sign_up(visitor, resident)
    Verify(visitor).enter(inbox.code_for(resident.email))

    pick = Pick(visitor).shown()
    visitor.look()
    for secret in (other.permit, mine.permit, other.phone, mine.company, "Pearl"):
        expect(pick.page.get_by_role("main")).not_to_contain_text(secret)
    pick.pick("Z•••", other.permit)
    pick.complains(pick.told, "does not fit")
    visitor.look()
    pick.pick("Z•••", mine.permit.lower().replace("-", " "))
    holders.review_and_finish(visitor, resident, mine)
    holders.approved(visit, inbox, staff, visitor, resident)
    OldRecords(visitor).hold(mine.permit)
    expect(visitor.page.get_by_role("main")).not_to_contain_text(other.permit)


@BOTH_WAYS
def test_from_the_sign_in_box(
    visit: Visit, inbox: Inbox, portal: Portal, tmp_path: Path, city: City, kind: Device
) -> None:
    """The old email is typed where the old guide begged people not to: the mail leads on."""
    visitor, resident = visit(kind), holders.somebody(city)
    old = holders.of(resident)
    holders.bring_in(portal, tmp_path, old)
    for who in (resident.email, holders.somebody(city).email):
        sign_in = SignIn(visitor).open()
        sign_in.sign_in(who, "Old-Password-1")
        sign_in.complains(sign_in.password, "email address or the password is not right")
    mail = inbox.wait_for(resident.email, holding="register again")[0]
    link = AGAIN.search(mail)
    assert link and resident.email.casefold() not in link[0].casefold()

    # On another device, from the mail.
    other = visit(DESKTOP if kind is PHONE else kind)
    other.page.goto(link[0])
    form = SignUp(other).shown()
    expect(form.email).to_have_value(re.compile(re.escape(resident.email), re.IGNORECASE))
    expect(form.first_name).to_have_value("")
    other.look()
    form.fill(resident)
    form.send()
    Verify(other).enter(inbox.code_for(resident.email, mail=2))
    Acknowledgement(other).shown().accept()
    expect(PersonalInfo(other).shown().company).to_have_value(old.company)


@BOTH_WAYS
def test_with_another_email_once_staff_have_found_it(
    visit: Visit, inbox: Inbox, portal: Portal, staff: tuple[str, str], tmp_path: Path, city: City, kind: Device
) -> None:
    visitor, resident = visit(kind), holders.somebody(city)
    old = replace(holders.of(resident), email="")
    holders.bring_in(portal, tmp_path, old)
    journeys.begin(visitor, resident, inbox)
    Acknowledgement(visitor).accept()
    personal = PersonalInfo(visitor).shown()
    expect(personal.company).to_have_value("")
    personal.press(personal.link("Find your old account"))
    ask = Ask(visitor).shown()
    visitor.look()
    ask.ask(phone=old.phone.replace("-", " "), record=old.permit)
    personal.shown()
    expect(visitor.page.get_by_text("City staff are looking for your old account")).to_be_visible()
    for secret in (old.company, old.address1, old.permit):
        expect(visitor.page.get_by_role("main")).not_to_contain_text(secret)
    personal.fill(resident)
    personal.next()
    Address(visitor).shown().fill(resident)
    holders.finish(visitor, resident)
    holders.approved(visit, inbox, staff, visitor, resident)
    expect(OldRecords(visitor).title).to_have_count(0)

    desk = visit()
    journeys.to_approvals(desk, holders.help_desk(portal))
    Questions(desk).open().open_question(resident.email).confirm(old.legacy_id)
    inbox.wait_for(resident.email, holding="found your old account")
    visitor.go("/dashboard")
    OldRecords(visitor).hold(old.permit)


@pytest.mark.city(BOULDER)
def test_in_spanish(visit: Visit, inbox: Inbox, portal: Portal, tmp_path: Path) -> None:
    visitor, resident = visit(PHONE), holders.somebody(BOULDER)
    holders.bring_in(portal, tmp_path, holders.of(resident))
    journeys.begin(visitor, resident, inbox)
    visitor.press(
        visitor.page.get_by_role("button", name="Español").or_(visitor.page.get_by_role("link", name="Español"))
    )
    expect(visitor.page.locator("html")).to_have_attribute("lang", "es")
    visitor.go("/registration/acknowledgement")
    visitor.press(visitor.page.get_by_role("button", name="Continuar"))
    expect(visitor.page.get_by_text("De su cuenta anterior").first).to_be_visible()
    visitor.look()
