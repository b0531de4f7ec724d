"""What is wrong is said in place: a summary above, a message beside the field, and nothing typed is lost."""

from typing import Any

import pytest

from tests.html_rules import attribute
from tests.wizard.browser import Resident

BLANK = "This field cannot be left blank"
TOO_LONG = "This is too long: please shorten it"
CHARACTERS = "This holds characters that cannot be used here"
PHONE = "Enter a phone number with area code, like 760-555-0142"
ZIP = "Enter a ZIP code of the state you chose, like 92024"
PREFERENCE = "Choose how we should reach you"

WRONG = [
    ("personal-info", {"contact_preference": ""}, "contact_preference", PREFERENCE),
    ("personal-info", {"contact_preference": "pigeon"}, "contact_preference", PREFERENCE),
    ("personal-info", {"first_name": "", "last_name": ""}, "first_name", BLANK),
    ("personal-info", {"first_name": "", "last_name": ""}, "last_name", BLANK),
    ("personal-info", {"first_name": " \u200b", "last_name": "\t"}, "first_name", BLANK),
    ("personal-info", {"middle_name": "é" * 101}, "middle_name", TOO_LONG),
    ("personal-info", {"company": "Peña\u202e Tile"}, "company", CHARACTERS),
    ("personal-info", {"fax": "no"}, "fax", PHONE),
    ("personal-info", {"mobile_phone": "555-0142"}, "mobile_phone", PHONE),
    ("personal-info", {"contact_preference": "phone"}, "contact_phone", BLANK),
    ("personal-info", {"contact_preference": "phone", "contact_phone": "x"}, "contact_phone", PHONE),
    ("personal-info", {"contact_preference": "text", "mobile_phone": " "}, "mobile_phone", BLANK),
    ("address", {"address": ""}, "address", BLANK),
    ("address", {"address": "\u200b"}, "address", BLANK),
    ("address", {"city": "  "}, "city", BLANK),
    ("address", {"state": ""}, "state", "Choose a state"),
    ("address", {"state": "ZZ"}, "state", "Choose a state"),
    ("address", {"zip_code": ""}, "zip_code", BLANK),
    ("address", {"zip_code": "10001"}, "zip_code", ZIP),
    ("address", {"zip_code": "9" * 50}, "zip_code", TOO_LONG),
    ("address", {"unit": "4" * 101}, "unit", TOO_LONG),
]


@pytest.mark.parametrize(("step", "typed", "field", "message"), WRONG)
def test_a_wrong_value_is_said_beside_its_field_and_above_and_nothing_is_lost(
    resident: Resident, step: str, typed: dict[str, Any], field: str, message: str
) -> None:
    page = resident.at(step).send(step, **typed)
    assert page.status == 422
    assert page.is_whole is not resident.hx
    assert page.message(field) == message
    assert page.summary[field] == message
    assert attribute(page.field(field), "aria-invalid") == "true"
    for name, value in {**resident.person.steps[step], **typed}.items():
        if name not in ("contact_preference", "state") and not _is_nothing(value):
            assert page.value(name) == value
    assert step not in resident.registration.finished


@pytest.mark.parametrize(("step", "typed", "field", "message"), WRONG[1:3])
def test_what_is_right_is_not_complained_about(
    resident: Resident, step: str, typed: dict[str, Any], field: str, message: str
) -> None:
    page = resident.at(step).send(step, **typed)
    right = set(resident.person.steps[step]) - set(typed)
    assert {page.message(name) for name in right} == {""}
    assert set(page.summary) == set(typed)


def test_a_page_without_mistakes_has_no_summary(resident: Resident) -> None:
    page = resident.at("personal-info").get("personal-info")
    assert page.summary == {}
    assert "There is a problem" not in page.html


def test_a_form_that_arrives_empty_is_answered_like_one_left_blank(resident: Resident) -> None:
    page = resident.at("address").post("address")
    assert page.status == 422
    assert set(page.summary) == {"address", "city", "state", "zip_code"}
    page = resident.another_tab().post("personal-info")
    assert set(page.summary) == {"first_name", "last_name", "contact_preference"}


def test_the_zip_of_another_city_in_the_state_is_right(resident: Resident) -> None:
    assert resident.at("address").send("address", zip_code="92058").location == "/status"


def test_an_address_of_another_state_is_right(resident: Resident) -> None:
    moved: dict[str, Any] = {"state": "NY", "city": "New York", "zip_code": "10001-1234"}
    assert resident.at("address").send("address", **moved).location == "/status"


def test_what_is_kept_is_trimmed(resident: Resident) -> None:
    resident.at("personal-info").send("personal-info", company="  Pen\u0303a   Tile ")
    assert resident.registration.answers["personal-info"]["company"] == "Peña Tile"


class TestOneName:
    """Somebody with one name is asked once, then left in peace."""

    def test_the_first_time_they_are_asked(self, resident: Resident) -> None:
        page = resident.at("personal-info").send("personal-info", last_name="")
        assert page.status == 422
        assert "If you have just one name" in page.message("last_name")
        assert page.value("one_name") == "y"

    def test_the_second_time_it_is_right(self, resident: Resident) -> None:
        resident.at("personal-info")
        sent = resident.send("personal-info", last_name="", one_name="y")
        assert sent.location == "/registration/address"
        assert resident.account.name == "Marisol"

    def test_who_has_said_so_is_not_asked_at_every_visit(self, resident: Resident) -> None:
        resident.at("personal-info").send("personal-info", last_name="", one_name="y")
        assert resident.get("personal-info").value("one_name") == "y"
        assert resident.send("personal-info", last_name="", company="Tile").status == 303

    def test_no_name_at_all_is_never_right(self, resident: Resident) -> None:
        page = resident.at("personal-info").send("personal-info", first_name="", last_name="", one_name="y")
        assert page.message("first_name") == page.message("last_name") == BLANK


class TestAdditionalContact:
    """Additional Contact Information: closed unless it has something to show or to ask."""

    def test_it_is_closed_when_it_is_empty(self, resident: Resident) -> None:
        resident.person = type(resident.person)(mobile_phone="")
        assert not resident.at("personal-info").get("personal-info").is_open

    def test_it_is_open_when_sign_up_gave_a_mobile(self, resident: Resident) -> None:
        assert resident.at("personal-info").get("personal-info").is_open

    @pytest.mark.parametrize(
        ("preference", "phone", "why"), [("phone", "contact_phone", "phone you"), ("text", "mobile_phone", "text you")]
    )
    def test_it_opens_and_requires_the_phone_that_the_preference_needs(
        self, resident: Resident, preference: str, phone: str, why: str
    ) -> None:
        typed: dict[str, Any] = {"contact_preference": preference, "contact_phone": "", "mobile_phone": ""}
        page = resident.at("personal-info").send("personal-info", **typed)
        assert page.is_open
        assert page.message(phone) == BLANK
        required = {name for name in ("contact_phone", "mobile_phone", "fax") if _is_required(page.field(name))}
        assert required == {phone}
        assert why in page.words

    @pytest.mark.parametrize("preference", ["email", "mail"])
    def test_no_phone_is_needed_for_email_or_mail(self, resident: Resident, preference: str) -> None:
        typed: dict[str, Any] = {"contact_preference": preference, "contact_phone": "", "mobile_phone": ""}
        assert resident.at("personal-info").send("personal-info", **typed).status == 303

    def test_a_wrong_fax_is_shown_and_not_hidden_in_a_closed_section(self, resident: Resident) -> None:
        page = resident.at("personal-info").send("personal-info", mobile_phone="", fax="no")
        assert page.is_open
        assert page.message("fax") == PHONE


def _is_required(field: object) -> bool:
    return attribute(field, "aria-required") == "true"


def _is_nothing(value: str) -> bool:
    return not value.strip(" \t\u200b")
