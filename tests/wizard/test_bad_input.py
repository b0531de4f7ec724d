"""Whatever arrives, the answer is a page with a clear message: never a broken one, never a 500."""

from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from tests.wizard.browser import Resident

NASTY = {
    "NUL": "Ada\x00",
    "control": "\x1b[2J\x07",
    "noncharacter": "Ada\ufffe",
    "override": "\u202eadA",
    "script": "<script>alert(1)</script>",
    "entity": "&amp;&#0;&nosuch;\"'",
    "template": "{{ 7*7 }}{% raw %}",
    "format": "%(count)s %s {0}",
    "sql": "'; DROP TABLE account; --",
    "emoji": "👩\u200d👩\u200d👧🏽" * 3,
    "rtl": "مرحبا \u2067שלום\u2069",
    "zalgo": "a" + "\u0301" * 90,
    "long": "x" * 5000,
    "number": "9" * 400,
    "newlines": "a\r\nb\nc",
}
TEXTS = {
    "personal-info": ("first_name", "middle_name", "last_name", "company", "contact_phone", "fax"),
    "address": ("address", "unit", "city", "zip_code"),
}


def everywhere(step: str, nasty: str) -> dict[str, Any]:
    return dict.fromkeys(TEXTS[step], nasty)


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("step", TEXTS)
def test_nasty_text_in_every_field_is_answered_in_place(marisol: Resident, step: str, nasty: str) -> None:
    page = marisol.at(step).send(step, **everywhere(step, nasty))
    assert page.status in (303, 422)
    assert "<script>alert" not in page.html
    if page.status == 422:
        assert page.summary
        assert marisol.get(step).status == 200


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("step", TEXTS)
def test_nasty_text_kept_by_going_back_can_be_shown_again(marisol: Resident, step: str, nasty: str) -> None:
    page = marisol.at(step).send(step, back=True, **everywhere(step, nasty))
    assert page.status in (303, 422)
    page = marisol.get(step)
    assert page.status == 200
    assert "<script>alert" not in page.html


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_nasty_text_in_a_choice_is_no_choice(marisol: Resident, nasty: str) -> None:
    assert marisol.at("personal-info").send("personal-info", contact_preference=nasty).status == 422
    marisol.send("personal-info")
    assert marisol.send("address", state=nasty).status == 422


@pytest.mark.parametrize("name", ["emoji", "rtl", "script", "sql", "template"])
def test_what_is_only_unusual_is_kept_as_it_is(marisol: Resident, name: str) -> None:
    assert marisol.at("personal-info").send("personal-info", company=NASTY[name]).status == 303
    assert marisol.registration.answers["personal-info"]["company"] == NASTY[name]
    assert marisol.get("personal-info").value("company") == NASTY[name]


def test_repeated_fields_count_once(resident: Resident) -> None:
    resident.at("address")
    fields = [*resident.person.steps["address"].items(), ("city", "Atlantis"), ("state", "ZZ"), ("version", "2")]
    assert resident.post("address", MultiDict(fields)).location == "/status"
    assert resident.registration.answers["address"]["city"] == "Encinitas"


def test_fields_that_nobody_asked_for_are_not_kept(resident: Resident) -> None:
    resident.at("address").send("address", planet="Earth", account_id="1", finished="signature")
    assert set(resident.registration.answers["address"]) == set(resident.person.steps["address"])


def test_a_megabyte_is_too_much_and_said_so(resident: Resident) -> None:
    page = resident.at("address").send("address", city="x" * 1024 * 1024)
    assert page.status == 413
    assert "That was too much at once" in page.html
    assert resident.get("address").status == 200


def test_a_file_in_a_field_is_a_field_left_blank(resident: Resident) -> None:
    resident.at("address")
    data = {**resident.person.steps["address"], "version": "2", "city": (BytesIO(b"\x00\xff"), "city.bin")}
    page = resident.post("address", data)
    assert page.status == 422
    assert set(page.summary) == {"city"}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"city": "Encinitas"}'),
        ("text/plain", b"city=Encinitas"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"no boundary"),
        ("application/x-www-form-urlencoded", b"city=%ff%fe&%00=%zz&=&&"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"city=%e9"),
    ],
)
def test_a_body_of_another_kind_is_a_form_left_blank(resident: Resident, kind: str, body: bytes) -> None:
    page = resident.at("address").post("address", body, content_type=kind)
    assert page.status == 422
    assert {"address", "zip_code"} <= set(page.summary)


def test_more_fields_than_any_form_has_are_refused(resident: Resident) -> None:
    resident.at("address")
    page = resident.post("address", {f"f{count}": "x" for count in range(5000)})
    assert page.status in (413, 422)


@pytest.mark.parametrize("field", ["city", "zip_code", "state"])
@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_nasty_text_in_a_check_is_answered_by_a_message(marisol: Resident, field: str, nasty: str) -> None:
    marisol.hx = True
    page = marisol.at("address").check("address", field, **{field: nasty})
    assert page.status == 200
    assert {element.name for element in page.elements} <= {"p"}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(marisol: Resident, method: str) -> None:
    marisol.at("address")
    assert marisol.client.open("/registration/address", method=method).status_code == 405


@pytest.mark.parametrize("digest", ["\x00", "🐴", "a" * 64, "../../etc"])
def test_an_altered_acknowledgement_digest_accepts_the_text_of_the_draft(resident: Resident, digest: str) -> None:
    resident.at("acknowledgement")
    before = resident.registration.acknowledgement
    assert resident.send("acknowledgement", accepted=digest).location == "/registration/personal-info"
    assert resident.registration.acknowledgement == before
