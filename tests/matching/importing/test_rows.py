"""What is kept of a row, what is refused and what is only told."""

import json

import pytest

from css.matching.importing import rows
from css.matching.importing.files import Row
from css.matching.importing.rows import Holder, Reason, Remark, RowRefused
from tests.matching.importing.files import MARISOL, ROOF, holder


def read(**said: str) -> Holder:
    return rows.read(Row(2, {**MARISOL, **said}))


def refused(**said: str) -> tuple[str, str]:
    with pytest.raises(RowRefused) as error:
        read(**said)
    return error.value.field, error.value.reason


def test_a_row_is_kept_in_the_form_a_registration_would_have() -> None:
    kept = read(first_name="  Mari \n sol ", last_name="Pen\u0303a").columns
    assert (kept["first_name"], kept["last_name"]) == ("Mari sol", "Peña")
    assert (kept["email"], kept["email_key"]) == ("Marisol@example.com", "marisol@example.com")
    assert (kept["phone"], kept["phone_key"]) == ("(303) 555-0142", "+13035550142")
    assert (kept["state"], kept["zip"]) == ("CO", "80302-1234")
    assert (kept["name_key"], kept["address_key"]) == ("mari pena sol", "505 s vulcan ave 80302")


def test_the_key_of_a_name_is_that_of_a_registration_which_knows_no_middle_name() -> None:
    assert read(middle_name="Inés").columns["name_key"] == "marisol pena"


def test_a_company_without_a_person_is_found_by_its_own_name() -> None:
    assert read(first_name="", last_name="", company="Peña & Sons").columns["name_key"] == "pena sons"


@pytest.mark.parametrize("email", ["none", "marisol@", "marisol@example", "a@b@example.com", "marisol@exa mple.com"])
def test_an_email_that_can_be_none_is_refused(email: str) -> None:
    assert refused(email=email) == ("email", Reason.EMAIL)


def test_an_empty_email_is_kept_and_told() -> None:
    kept = read(email="  ")
    assert kept.columns["email_key"] == "" and kept.remarks == (("email", Remark.NO_EMAIL),)


def test_somebody_without_a_legacy_id_is_refused() -> None:
    assert refused(legacy_id=" ") == ("legacy_id", Reason.BLANK)


@pytest.mark.parametrize(
    ("column", "said", "told"),
    [
        ("phone", "ask Dana", Remark.PHONE),
        ("phone", "555-0142", Remark.PHONE),
        ("state", "Kolorado", Remark.STATE),
        ("zip", "92024", Remark.ZIP),
        ("zip", "8030", Remark.ZIP),
    ],
)
def test_a_phone_a_state_or_a_zip_that_cannot_be_right_is_kept_and_told(column: str, said: str, told: Remark) -> None:
    kept = read(**{column: said})
    assert kept.columns[column] == said and kept.remarks == ((column, told),)
    assert kept.columns["phone_key"] == ("" if column == "phone" else "+13035550142")


@pytest.mark.parametrize(("column", "longest"), [("last_name", 100), ("address1", 100), ("legacy_id", 64)])
def test_what_is_longer_than_its_place_is_refused(column: str, longest: int) -> None:
    assert read(**{column: "x" * longest})
    assert refused(**{column: "x" * (longest + 1)}) == (column, Reason.TOO_LONG)


@pytest.mark.parametrize("char", ["\0", "\x07", "\udcf1", "\u202e"])
def test_characters_that_cannot_be_kept_or_would_deceive_are_refused(char: str) -> None:
    assert refused(city=f"Boul{char}der") == ("city", Reason.CHARACTERS)


def test_keys_fit_their_place_however_letters_unfold() -> None:
    kept = read(first_name="\ufdfa" * 100, last_name="\ufdfa" * 100, address1="\ufdfa" * 100)
    assert len(kept.columns["name_key"]) == len(kept.columns["address_key"]) == 400


def test_records_are_kept_in_order_with_numbers_as_text() -> None:
    kept = read(records=json.dumps([ROOF, {"kind": "invoice", "number": 17, "title": None, "amount": 3}])).records
    assert kept == (
        {**ROOF, "number_key": "bld20190042"},
        {"kind": "invoice", "number": "17", "title": "", "status": "", "number_key": "17"},
    )


@pytest.mark.parametrize("records", ["", " ", "[]"])
def test_somebody_may_have_no_records(records: str) -> None:
    assert read(records=records).records == ()


@pytest.mark.parametrize(
    ("records", "field", "reason"),
    [
        ("[{", "records", Reason.NOT_JSON),
        ("[" * 100_000, "records", Reason.NOT_JSON),
        ("BLD-2019-0042", "records", Reason.NOT_JSON),
        ('{"kind": "permit"}', "records", Reason.NOT_A_LIST),
        ("17", "records", Reason.NOT_A_LIST),
        ('["BLD-2019-0042"]', "records[1]", Reason.NOT_A_RECORD),
        ('[{"kind": "permit", "number": {}}]', "records[1].number", Reason.NOT_A_RECORD),
        ('[{"kind": "permit", "number": true}]', "records[1].number", Reason.NOT_A_RECORD),
        ('[{"kind": "permit", "number": "1"}, {"kind": "permit"}]', "records[2].number", Reason.BLANK),
        ('[{"kind": "", "number": "1"}]', "records[1].kind", Reason.BLANK),
        ('[{"kind": "permit", "number": "1", "title": "\\u0000"}]', "records[1].title", Reason.CHARACTERS),
        ('[{"kind": "permit", "number": "1", "title": "\\ud800"}]', "records[1].title", Reason.CHARACTERS),
        (json.dumps([{**ROOF, "title": "x" * 201}]), "records[1].title", Reason.TOO_LONG),
    ],
)
def test_records_that_are_no_list_of_records_are_refused_with_their_place(
    records: str, field: str, reason: Reason
) -> None:
    assert refused(records=records) == (field, reason)


def test_the_digest_is_of_what_is_kept_and_not_of_how_it_was_written() -> None:
    same = read(
        first_name=" Marisol  ", state="co", zip="80302-1234", records=json.dumps([dict(reversed(ROOF.items()))])
    )
    assert same.digest == read().digest


@pytest.mark.parametrize("column", [*MARISOL])
def test_whatever_a_row_says_otherwise_changes_the_digest(column: str) -> None:
    other = {"email": "m@example.com", "state": "CA", "zip": "80301", "phone": "303-555-0143", "records": "[]"}
    assert read(**{column: other.get(column, "Other")}).digest != read().digest


def test_values_cannot_slip_from_one_column_into_the_next() -> None:
    assert read(city="Boulder", company="").digest != read(city="", company="Boulder").digest


def test_a_record_is_found_however_its_number_is_typed() -> None:
    assert rows.number_key("BLD-2019/0042") == rows.number_key(" bld 2019 0042") == "bld20190042"


def test_a_holder_of_tests_is_one_that_is_kept_without_a_remark() -> None:
    assert rows.read(Row(2, holder("H-9"))).remarks == ()
