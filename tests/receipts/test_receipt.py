"""The receipt: the resident's own, whole, to be kept."""

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import text

from css.models import AccountState
from css.registrations.signatures import SignedRecord
from tests import builders
from tests.builders import Person
from tests.wizard.browser import Page, Resident

PERSONAL = ("Marisol", "Peña", "marisol@example.com", "505 S Vulcan Ave", "760-555-0142")


def receipt(resident: Resident, signed: SignedRecord) -> Page:
    return resident.get(f"/receipts/{signed.number}")


def test_it_holds_all_that_was_signed(signer: Resident, signed: SignedRecord) -> None:
    page = receipt(signer, signed)
    assert (page.status, page.heading) == (200, signed.number)
    for entered in (*PERSONAL, "Peña Tile & Stone", "Email", "November 20, 2026, 10:00 am MST"):
        assert entered in page.words
    for paragraph in signer.portal.jurisdiction.consent("en").paragraphs:
        assert paragraph.replace("**", "") in page.words
    for group in signed.groups:
        assert group in page.words


def test_the_dashboard_leads_to_it_and_shows_the_signature(signer: Resident, signed: SignedRecord) -> None:
    page = signer.get("/dashboard")
    assert page.link("Receipt") == f"/receipts/{signed.number}"
    assert signed.number in page.words


def test_details_changed_later_do_not_change_it(signer: Resident, signed: SignedRecord) -> None:
    data = {**signer.person.steps["address"], "city": "Leucadia", "version": str(signer.registration.version)}
    assert signer.post("/dashboard/details/address", data).status == 303
    assert "Leucadia" in signer.get("/dashboard").words
    assert "Encinitas, CA" in receipt(signer, signed).words


def test_the_record_it_saves_has_the_fingerprint(signer: Resident, signed: SignedRecord) -> None:
    saved = signer.client.get(f"/receipts/{signed.number}/record.json")
    assert hashlib.sha256(saved.data).hexdigest() == signed.fingerprint
    assert saved.headers["Content-Disposition"] == f'attachment; filename="{signed.number}.json"'
    assert saved.headers["Cache-Control"] == "no-store"


def test_its_number_may_be_typed_as_one_likes(signer: Resident, signed: SignedRecord) -> None:
    assert signer.get(f"/receipts/{signed.number.lower()}").heading == signed.number


def test_a_record_that_was_changed_is_not_given_out_as_the_signed_one(signer: Resident, signed: SignedRecord) -> None:
    with signer.writing() as session:
        session.connection().execute(text("DROP TRIGGER submission_is_immutable"))
        session.connection().execute(text("UPDATE submission SET snapshot = replace(snapshot, '92024', '92025')"))
    assert signer.get(f"/receipts/{signed.number}/record.json").status == 404


@pytest.mark.parametrize("path", ["/receipts/{}", "/receipts/{}/record.json"])
def test_another_resident_finds_nothing_there(signer: Resident, signed: SignedRecord, path: str) -> None:
    other = replace(signer, person=Person(email="ada@example.org")).begin()
    assert other.get(path.format(signed.number)).status == 404


@pytest.mark.parametrize("path", ["/receipts/{}", "/receipts/{}/record.json"])
def test_whoever_is_not_signed_in_is_shown_to_the_sign_in_page(
    signer: Resident, signed: SignedRecord, path: str
) -> None:
    assert Page(builders.client(signer.app).get(path.format(signed.number))).location == "/sign-in"


@pytest.mark.parametrize("state", [AccountState.PENDING, AccountState.DENIED, AccountState.INCOMPLETE])
def test_it_stays_the_residents_whatever_becomes_of_the_account(
    signer: Resident, signed: SignedRecord, state: AccountState
) -> None:
    with signer.writing() as session:
        session.merge(signer.account).state = state
    assert receipt(signer, signed).status == 200
