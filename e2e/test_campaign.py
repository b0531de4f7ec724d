"""An administrator invites holders of the old system: tried, started, paused; and a holder wants no more of it."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.cities import LONE_ENCINITAS, City
from e2e.inbox import Inbox
from e2e.pages.campaign import Campaign, NoInvitations, WhoIsLeft
from e2e.pages.imports import Imports
from e2e.portal import STAFF_PASSWORD, Portal
from e2e.visitor import NO_SCRIPT, PHONE, Visit, Visitor
from tests.matching.importing.files import holder, write

STOP = re.compile(r"https?://\S+/no-invitations/\S+")
START = re.compile(r"https?://\S+/sign-up/again/[^\s?]+")


LONE_BOULDER = City("boulder", 4, providers=False)
# Portals of their own: elsewhere other journeys have brought in thousands, who would all be written to first.
HERE = pytest.mark.parametrize(
    "city",
    [pytest.param(one, marks=pytest.mark.city(one), id=one.name) for one in (LONE_ENCINITAS, LONE_BOULDER)],
)


@pytest.fixture
def administrator(portal: Portal, tmp_path: Path) -> tuple[str, str]:
    """Somebody who was added for this journey."""
    if portal.add_staff is None:
        pytest.skip("nobody can be added to the staff of this portal from here")
    email = f"{tmp_path.name}@example.org"
    portal.add_staff(email, "Ada Administrator", STAFF_PASSWORD, "administrator")
    return email, STAFF_PASSWORD


@pytest.fixture
def holders(tmp_path: Path) -> list[str]:
    """Addresses of two who share one, one alone, and somebody without any: brought in by `bring_in`."""
    return [f"{tmp_path.name}-{who}@example.org" for who in ("shared", "alone")]


def bring_in(visitor: Visitor, folder: Path, holders: list[str]) -> None:
    """Through the page, as the administrator does it."""
    shared, alone = holders
    emails = {"1": shared, "2": shared, "3": alone, "4": ""}
    rows = [holder(f"{folder.name}-{number}", email=email, last_name=folder.name) for number, email in emails.items()]
    Imports(visitor).open().upload(write(folder, rows, f"{folder.name}.csv")).ends("Imported")


def link_in(inbox: Inbox, email: str, kind: re.Pattern[str]) -> str:
    found = kind.search(inbox.wait_for(email)[0])
    assert found
    return found[0]


@HERE
def test_holders_are_invited_and_one_wants_no_more(
    visit: Visit,
    inbox: Inbox,
    administrator: tuple[str, str],
    holders: list[str],
    tmp_path: Path,
    city: City,
) -> None:
    staff, (shared, alone) = visit(), holders
    journeys.to_approvals(staff, administrator)
    bring_in(staff, tmp_path, holders)
    campaign = Campaign(staff).open()
    staff.look()
    campaign.prepare(per_hour=20_000, reminders=1)
    staff.look()
    campaign.do("Send a test to me")
    NoInvitations(tester := visit()).follow(link_in(inbox, administrator[0], STOP))
    tester.look()
    expect(tester.page.get_by_role("button", name="Stop these invitations")).to_have_count(0)

    campaign.do("Start")
    mail = inbox.wait_for(shared)[0]
    inbox.wait_for(alone)
    assert START.search(mail) and len(inbox.texts(shared)) == 1
    campaign.is_said_of_the_invitations(re.compile(r"(\d+) of \1 invited"), anew=True)
    campaign.do("Pause")
    campaign.is_said_of_the_invitations("Paused")
    staff.look()

    stop = NoInvitations(reader := visit(PHONE)).follow(link_in(inbox, alone, STOP))
    reader.look()
    stop.stop()
    reader.look()
    campaign.open()
    expect(campaign.figure("Want no more")).not_to_have_text("0")
    staff.look()
    left = WhoIsLeft(staff).open()
    expect(left.row("Wants no invitations").filter(has_text=tmp_path.name).first).to_be_visible()
    staff.look()
    listed = list(csv.DictReader(left.download(tmp_path).splitlines()))
    assert {shared, alone} <= {row["Email"] for row in listed}
    campaign.open().end()
    campaign.says("The campaign has ended.")
    staff.fragments_are_fragments()


@HERE
def test_it_goes_without_script(
    visit: Visit,
    inbox: Inbox,
    administrator: tuple[str, str],
    holders: list[str],
    tmp_path: Path,
    city: City,
) -> None:
    staff, (shared, alone) = visit(NO_SCRIPT), holders
    journeys.to_approvals(staff, administrator)
    bring_in(staff, tmp_path, holders)
    campaign = Campaign(staff).open()
    campaign.prepare(per_hour=20_000, reminders=1)
    campaign.do("Start")
    for email in holders:
        inbox.wait_for(email)
    campaign.open().note_as_bounced(f"{alone}: no such user")
    campaign.says("Noted as bounced: 1.")
    NoInvitations(visit(NO_SCRIPT)).follow(link_in(inbox, shared, STOP)).stop()
    campaign.open().do("Pause")
    campaign.do("Go on")
    campaign.is_said_of_the_invitations("Under way")
    campaign.end()
    campaign.says("The campaign has ended.")
