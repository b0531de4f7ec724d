"""The keys by which two registrations are alike, and the words by which one is found."""

import pytest
from sqlmodel import Session, select

from css.core.clock import FixedClock
from css.models import Registration, RegistrationKey
from css.registrations import keys
from tests import builders
from tests.builders import Person


def written(session: Session, kind: str) -> set[str]:
    return set(session.exec(select(RegistrationKey.value).where(RegistrationKey.kind == kind)))


def submit(session: Session, clock: FixedClock, **entered: str) -> Registration:
    person = Person(**entered)
    draft = builders.draft(session, clock.now(), person)
    builders.submit(session, draft, clock.now())
    return draft


@pytest.mark.parametrize("name", [("Marisol", "Peña"), ("Pena", "Marisol"), ("MARISOL PEN\u0303A", "")])
def test_a_name_is_the_same_in_any_order_case_and_accent(name: tuple[str, str]) -> None:
    assert keys.name_key(*name) == "marisol pena"


@pytest.mark.parametrize(
    "address", ["505 South Vulcan Avenue", "505 S. Vulcan Ave", "505 s vulcan ave.", "505  S  VULCAN  AVENUE"]
)
def test_an_address_is_the_same_however_its_street_is_shortened(address: str) -> None:
    assert keys.address_key(address, "92024-1234") == keys.address_key("505 S Vulcan Ave", "92024")


def test_addresses_of_two_zips_or_two_numbers_differ() -> None:
    here = keys.address_key("505 S Vulcan Ave", "92024")
    assert keys.address_key("505 S Vulcan Ave", "92025") != here
    assert keys.address_key("506 S Vulcan Ave", "92024") != here
    assert keys.address_key("", "92024") == ""


def test_both_phones_are_keys_in_one_form(session: Session, clock: FixedClock) -> None:
    submit(session, clock, contact_phone="(619) 555-0100", mobile_phone="+1 760 555 0142", fax="619-555-0199")
    assert written(session, keys.PHONE) == {"+16195550100", "+17605550142"}


def test_name_and_address_are_one_key(session: Session, clock: FixedClock) -> None:
    submit(session, clock)
    assert written(session, keys.NAME_AND_ADDRESS) == {"marisol pena|505 s vulcan ave 92024"}


def test_it_is_found_by_every_word_of_name_company_address_email_phone_and_reference(
    session: Session, clock: FixedClock
) -> None:
    draft = submit(session, clock, middle_name="Inés", company="Tile & Stone", mobile_phone="760-555-0142")
    expected = {"marisol", "ines", "pena", "tile", "stone", "505", "vulcan", "ave", "encinitas", "92024"}
    expected |= {"marisol@example.com", "example", "7605550142", draft.reference.lower()}
    assert expected <= written(session, keys.WORD)


def test_a_name_of_another_script_is_found_too(session: Session, clock: FixedClock) -> None:
    submit(session, clock, first_name="علي", last_name="王小明")
    assert {"علي", "王小明"} <= written(session, keys.WORD)


def test_what_is_submitted_again_replaces_the_keys(session: Session, clock: FixedClock) -> None:
    draft = submit(session, clock)
    draft.answers = {**draft.answers, "address": {**draft.answers["address"], "city": "Leucadia"}}
    keys.write(session, draft, "marisol@example.com")
    assert "leucadia" in written(session, keys.WORD)
    assert "encinitas" not in written(session, keys.WORD)


def test_the_longest_answers_fit_both_engines(session: Session, clock: FixedClock) -> None:
    long = "é" * 100
    submit(session, clock, first_name=long, last_name=long, address=long)
    assert all(len(value) <= 300 for value in session.exec(select(RegistrationKey.value)))
