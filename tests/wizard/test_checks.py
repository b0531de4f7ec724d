"""A field's own message, as the resident leaves it: the message and nothing else, and nothing is kept."""

import pytest

from css.accounts import sessions
from tests.wizard.browser import Page, Resident


@pytest.fixture
def resident(marisol: Resident) -> Resident:
    """With HTMX: only HTMX asks for checks."""
    marisol.hx = True
    return marisol


def tags(page: Page) -> set[str]:
    return {element.name for element in page.elements}


@pytest.mark.parametrize(
    ("step", "field", "typed", "message"),
    [
        ("address", "zip_code", "10001", "Enter a ZIP code of the state you chose, like 92024"),
        ("address", "city", "", "This field cannot be left blank"),
        ("personal-info", "fax", "no", "Enter a phone number with area code, like 760-555-0142"),
        ("personal-info", "company", "a\x00b", "This holds characters that cannot be used here"),
    ],
)
def test_a_field_left_wrong_is_answered_by_its_message_alone(
    resident: Resident, step: str, field: str, typed: str, message: str
) -> None:
    page = resident.at(step).check(step, field, **{field: typed})
    assert page.status == 200
    assert page.html.strip() == f"<p>{message}</p>"


@pytest.mark.parametrize("field", ["address", "unit", "city", "state", "zip_code"])
def test_a_field_left_right_clears_its_message(resident: Resident, field: str) -> None:
    assert resident.at("address").check("address", field).html.strip() == ""


def test_a_field_is_judged_alone(resident: Resident) -> None:
    assert resident.at("address").check("address", "city", zip_code="no", address="").html.strip() == ""


def test_a_check_keeps_nothing(resident: Resident) -> None:
    resident.at("address")
    before = resident.registration
    resident.check("address", "city", city="Leucadia")
    assert resident.registration == before


@pytest.mark.parametrize(
    ("preference", "phone"), [("phone", "contact_phone"), ("text", "mobile_phone"), ("email", ""), ("mail", "")]
)
def test_a_preference_is_answered_by_the_section_that_depends_on_it(
    resident: Resident, preference: str, phone: str
) -> None:
    typed = {"contact_preference": preference, "mobile_phone": ""}
    page = resident.at("personal-info").check("personal-info", "contact_preference", **typed)
    assert page.elements[0].name == "details"
    assert page.is_open is bool(phone)
    fields = ("contact_phone", "mobile_phone", "fax")
    assert [name for name in fields if page.field(name).attrs.get("aria-required")] == ([phone] if phone else [])
    assert tags(page).isdisjoint({"html", "select", "form"})


def test_the_message_of_the_preference_comes_along_out_of_band(resident: Resident) -> None:
    resident.at("personal-info")
    wrong = resident.check("personal-info", "contact_preference", contact_preference="")
    right = resident.check("personal-info", "contact_preference", contact_preference="email")
    assert wrong.message("contact_preference") == "Choose how we should reach you"
    assert right.message("contact_preference") == ""
    assert wrong.by_id("contact_preference-error").attrs["hx-swap-oob"] == "innerHTML"


def test_phones_that_were_typed_stay_in_the_section(resident: Resident) -> None:
    typed = {"contact_preference": "mail", "contact_phone": "760-555-0143", "fax": "wrong"}
    page = resident.at("personal-info").check("personal-info", "contact_preference", **typed)
    assert page.is_open
    assert (page.value("contact_phone"), page.value("fax")) == ("760-555-0143", "wrong")


@pytest.mark.parametrize("field", ["planet", "csrf_token", "version", "validate", "errors"])
def test_there_is_no_check_of_a_field_that_does_not_exist(resident: Resident, field: str) -> None:
    assert resident.at("address").check("address", field).status == 404


def test_after_the_session_is_over_a_check_says_so_above_the_page_and_takes_nothing_away(resident: Resident) -> None:
    resident.at("address")
    resident.clock.advance(minutes=sessions.IDLE.total_seconds() / 60 + 1)
    refused = resident.check("address", "city")
    assert refused.status == 401
    assert refused.response.headers["HX-Retarget"] == "#trouble"
    assert "You have been signed out." in refused.response.text
    assert "<h1" not in refused.response.text


def test_a_check_after_submitting_elsewhere_changes_nothing_on_the_page(resident: Resident) -> None:
    refused = resident.submitted().check("address", "city")
    assert (refused.status, refused.response.text) == (204, "")
