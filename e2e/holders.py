"""Holders of the old system: the file that the city's IT brings in, and what the journeys expect of it."""

import csv
import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.cities import BOULDER, City
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, Address, Dashboard, PersonalInfo, Signature, ThankYou
from e2e.pages.claiming import OldRecords
from e2e.people import Boulderite, Resident
from e2e.portal import STAFF_PASSWORD, Portal
from e2e.visitor import Visit, Visitor


def _fresh(prefix: str) -> str:
    return f"{prefix}-{secrets.randbelow(10**9):09}"


def _fresh_phone() -> str:
    """Of a million, so that no two journeys share one."""
    return f"303-{200 + secrets.randbelow(700)}-{secrets.randbelow(10**4):04}"


@dataclass(frozen=True)
class OldAccount:
    """A row of the old system; the resident has it, unless told otherwise."""

    email: str
    first_name: str = "Zoë"
    middle_name: str = ""
    last_name: str = "Quiñones"
    company: str = "Quiñones Roofing"
    phone: str = field(default_factory=_fresh_phone)
    address1: str = "1777 Broadway"
    address2: str = "Unit 9"
    city: str = "Boulder"
    state: str = "CO"
    zip: str = "80302"
    legacy_id: str = field(default_factory=lambda: _fresh("H"))
    permit: str = field(default_factory=lambda: _fresh("BLD"))

    @property
    def row(self) -> dict[str, str]:
        """As it stands in the file."""
        said = {name: value for name, value in vars(self).items() if name != "permit"}
        record = {"kind": "permit", "number": self.permit, "title": "Roof", "status": "closed"}
        return {**said, "records": json.dumps([record])}


def somebody(city: City) -> Resident:
    """Who registers again, under the name that the old account has."""
    return Boulderite() if city == BOULDER else Resident()


def of(resident: Resident) -> OldAccount:
    """Their old account, with the email they have."""
    return OldAccount(resident.email.upper())


def bring_in(portal: Portal, folder: Path, *old: OldAccount) -> None:
    """`flask legacy import`."""
    if portal.command is None:
        pytest.skip("this portal's machine is not at hand to import a file")
    path = folder / f"{_fresh('holders')}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, old[0].row)
        writer.writeheader()
        writer.writerows(one.row for one in old)
    portal.command("legacy", "import", str(path))


def help_desk(portal: Portal) -> tuple[str, str]:
    """Email and password of somebody of the help desk, added for this journey."""
    if portal.add_staff is None:
        pytest.skip("nobody can be added to the staff of this portal from here")
    email = f"{_fresh('helper')}@example.org"
    portal.add_staff(email, "Hal Helper", STAFF_PASSWORD, "helpdesk")
    return email, STAFF_PASSWORD


def review_and_finish(visitor: Visitor, resident: Resident, old: OldAccount) -> None:
    """From the first step to where a registration ends in this city, with what the old account filled in."""
    Acknowledgement(visitor).shown().accept()
    personal = PersonalInfo(visitor).shown()
    expect(personal.company).to_have_value(old.company)
    expect(personal.company).to_have_accessible_description("From your old account")
    expect(personal.contact_phone).to_have_value(old.phone)
    visitor.look()
    personal.fill(resident)
    personal.next()
    address = Address(visitor).shown()
    for box, value in ((address.street, old.address1), (address.unit, old.address2), (address.zip_code, old.zip)):
        expect(box).to_have_value(value)
    expect(address.state).to_have_value(old.state)
    visitor.look()
    finish(visitor, resident)


def finish(visitor: Visitor, resident: Resident) -> None:
    """From the address, which is filled in, to where a registration ends in this city."""
    address = Address(visitor)
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


def approved(visit: Visit, inbox: Inbox, staff: tuple[str, str], visitor: Visitor, resident: Resident) -> None:
    """Staff approve where the city wants it; the resident, signed in already, is on the dashboard then."""
    if visitor.portal.city == BOULDER:
        return
    expect(OldRecords(visitor).title).to_have_count(0)
    journeys.to_approvals(visit(), staff).open_review(resident.email, resident.name).approve()
    inbox.wait_for(resident.email, holding="Your account is active")
    visitor.go("/dashboard")
    Dashboard(visitor).greets(resident.name)
