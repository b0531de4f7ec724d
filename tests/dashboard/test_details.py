"""Changing one's own details: the wizard's forms, the wizard's messages, and a record of every change."""

from typing import Any

import pytest
from sqlmodel import select

from css.models import AuditEntry, AuditValue
from tests.html_rules import attribute
from tests.wizard.browser import Page, Resident

DETAILS = "/dashboard/details"


def change(resident: Resident, step: str, version: int | None = None, **new: Any) -> Page:
    known = resident.registration.version if version is None else version
    return resident.post(f"{DETAILS}/{step}", {**resident.person.steps[step], **new, "version": str(known)})


@pytest.mark.parametrize(("step", "heading"), [("personal-info", "Personal Info"), ("address", "Address")])
def test_the_form_holds_what_is_known(active: Resident, step: str, heading: str) -> None:
    page = active.get(f"{DETAILS}/{step}")
    assert page.heading == heading
    assert page.buttons == ["Save"]
    assert page.link("Leave as it was") == "/dashboard"
    for name, value in active.person.steps[step].items():
        assert page.value(name) == value


def test_a_change_is_saved_and_said(active: Resident) -> None:
    saved = change(active, "address", city="Leucadia")
    assert (saved.status, saved.location) == (303, "/dashboard?saved=y")
    page = active.get(saved.location)
    assert "Your change is saved." in page.words
    assert "Leucadia, CA 92024" in page.words


def test_a_new_name_stands_in_the_banner(active: Resident) -> None:
    change(active, "personal-info", first_name="Inés")
    (name,) = active.get("/dashboard").all("a", **{"class": "resident"})
    assert "Inés Peña" in name.to_text()


def test_the_record_holds_names_of_fields_and_the_values_apart(active: Resident) -> None:
    change(active, "address", city="Leucadia", unit="")
    with active.database.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "details changed")).one()
        values = {value.field: (value.before, value.after) for value in session.exec(select(AuditValue))}
    assert (entry.actor_kind, entry.actor_id) == ("resident", active.account.public_id)
    assert entry.fields == ["city", "unit"]
    assert "Leucadia" not in str(entry.model_dump())
    assert values == {"city": ("Encinitas", "Leucadia"), "unit": ("Apt 4", "")}


@pytest.mark.parametrize(
    ("step", "typed", "field", "message"),
    [
        ("address", {"zip_code": "10001"}, "zip_code", "Enter a ZIP code of the state you chose, like 92024"),
        ("address", {"city": ""}, "city", "This field cannot be left blank"),
        ("personal-info", {"contact_preference": "phone"}, "contact_phone", "This field cannot be left blank"),
        ("personal-info", {"fax": "no"}, "fax", "Enter a phone number with area code, like 760-555-0142"),
        ("personal-info", {"company": "a\x00b"}, "company", "This holds characters that cannot be used here"),
    ],
)
def test_a_mistake_is_said_in_place_and_changes_nothing(
    active: Resident, step: str, typed: dict[str, Any], field: str, message: str
) -> None:
    before = active.registration
    page = change(active, step, **typed)
    assert page.status == 422
    assert page.message(field) == page.summary[field] == message
    assert attribute(page.field(field), "aria-invalid") == "true"
    assert active.registration == before


def test_a_page_that_is_out_of_date_says_so_and_the_second_press_wins(active: Resident) -> None:
    old = active.registration.version
    change(active, "address", city="Leucadia")
    page = change(active, "address", version=old, city="Cardiff")
    assert page.status == 409
    assert "Your details were changed in another window" in page.words
    assert page.value("city") == "Cardiff"
    assert change(active, "address", version=int(page.value("version")), city="Cardiff").status == 303
    assert active.registration.answers["address"]["city"] == "Cardiff"


def test_pressed_twice_it_is_one_change(active: Resident) -> None:
    old = active.registration.version
    for _press in range(2):
        assert change(active, "address", version=old, city="Leucadia").status == 303
    with active.database.reading() as session:
        assert len(session.exec(select(AuditEntry).where(AuditEntry.action == "details changed")).all()) == 1


@pytest.mark.parametrize("step", ["acknowledgement", "signature", "nonsense", "%2e%2e"])
def test_what_was_accepted_or_is_not_there_cannot_be_changed(active: Resident, step: str) -> None:
    assert active.get(f"{DETAILS}/{step}").status == 404
    assert active.post(f"{DETAILS}/{step}", {"version": "0"}).status == 404
    assert active.post(f"{DETAILS}/{step}/check/city").status == 404


def test_a_step_that_this_registration_never_had_cannot_be_added(active: Resident) -> None:
    with active.writing() as session:
        registration = session.merge(active.registration)
        registration.steps = ["acknowledgement", "personal-info"]
    assert active.get(f"{DETAILS}/address").status == 404
    assert change(active, "address", city="Leucadia").status == 404


class TestChecks:
    """A field's own message, as the resident leaves it."""

    @pytest.fixture
    def active(self, active: Resident) -> Resident:
        active.hx = True
        return active

    def test_it_is_the_message_alone(self, active: Resident) -> None:
        page = active.post(f"{DETAILS}/address/check/zip_code", {"zip_code": "10001", "state": "CA"})
        assert page.html.strip() == "<p>Enter a ZIP code of the state you chose, like 92024</p>"

    def test_the_preference_brings_its_section_whose_own_checks_stay_on_this_page(self, active: Resident) -> None:
        page = active.post(f"{DETAILS}/personal-info/check/contact_preference", {"contact_preference": "phone"})
        assert page.is_open
        assert page.field("contact_phone").attrs["hx-post"] == f"{DETAILS}/personal-info/check/contact_phone"

    def test_there_is_no_check_of_a_field_that_does_not_exist(self, active: Resident) -> None:
        assert active.post(f"{DETAILS}/address/check/planet").status == 404
