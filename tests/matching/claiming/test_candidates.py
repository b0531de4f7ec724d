"""Which old accounts may be meant by what a resident says and registered with."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import claims
from css.matching.claiming.candidates import MOST_SHOWN, Candidate, candidates
from css.matching.claiming.questions import Asked
from css.matching.importing.files import RECORDS
from css.models import ClaimedBy, LegacyAccount
from css.registrations import drafts
from tests.builders import Person
from tests.matching.claiming.holding import BringIn, held
from tests.matching.claiming.people import ask, resident
from tests.matching.importing.files import MARISOL, holder

# Somebody of whom the old system knows nothing but what a question says.
STRANGER = Person(
    email="new@example.net", first_name="Nadia", last_name="Berg", mobile_phone="", address="1 Nowhere Rd",
    city="Denver", zip_code="80999", state="CO",
)  # fmt: skip
NOTHING = holder(
    "H-0", first_name="Wei", last_name="Chen", phone="7205550000", address1="77 Elm St", zip="80111", records=""
)


def found(session: Session, clock: FixedClock, asked: Asked, person: Person = STRANGER) -> list[Candidate]:
    return candidates(session, ask(session, clock, asked, person))


def ids(found: list[Candidate]) -> list[str]:
    return [one.held.account.legacy_id for one in found]


@pytest.mark.parametrize(
    ("asked", "same"),
    [
        (Asked(phone="303.555.0142"), "phone"),
        (Asked(record_number="bld 2019/0042"), "record"),
        (Asked(record_number="h-1"), "record"),
        (Asked(address="505 S Vulcan Ave", zip_code="80302"), "address"),
        (Asked(address="505 S. Vulcan Ave."), "address"),
        (Asked(name="Pena, Marisol"), "name"),
        (Asked(name="Marisol Ana Peña"), "name"),
        (Asked(email="MARISOL@example.com"), "email"),
        (Asked(company="pena tile & stone"), "company"),
    ],
)
def test_each_thing_that_somebody_remembers_finds_the_holder(
    database: Database, clock: FixedClock, bring_in: BringIn, asked: Asked, same: str
) -> None:
    bring_in(NOTHING, {**MARISOL, "company": "Peña Tile & Stone"})
    with database.writing() as session:
        (one,) = found(session, clock, asked)
        assert one.held.account.legacy_id == "H-1" and same in one.same


@pytest.mark.parametrize(
    "person",
    [
        replace(STRANGER, mobile_phone="303-555-0142"),
        replace(STRANGER, contact_phone="303-555-0142"),
        replace(STRANGER, first_name="Marisol", last_name="Peña"),
        replace(STRANGER, address="505 South Vulcan Avenue", zip_code="80302-1234"),
        replace(STRANGER, last_name="Peña", zip_code="80302"),
    ],
)
def test_what_somebody_registered_with_finds_the_holder_too(
    database: Database, clock: FixedClock, bring_in: BringIn, person: Person
) -> None:
    bring_in(NOTHING, MARISOL)
    with database.writing() as session:
        assert ids(found(session, clock, Asked(email="x@example.net"), person)) == ["H-1"]


def test_nobody_alike_is_nobody(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in(NOTHING, MARISOL)
    with database.writing() as session:
        assert found(session, clock, Asked(name="Olga", record_number="%", phone="12", zip_code="80302")) == []


def test_the_most_alike_comes_first_with_both_sides_and_why(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    namesake = holder("H-2", phone="720-555-0100", address1="9 Elm St", zip="80301", records="")
    sister = holder("H-3", first_name="Alma", records="")
    bring_in(namesake, sister, MARISOL)
    asked = Asked(name="Marisol Peña", phone="303-555-0142", record_number="BLD-2019-0042", zip_code="80302")
    with database.writing() as session:
        answer = found(session, clock, asked)
        assert ids(answer)[0] == "H-1" and set(ids(answer)) == {"H-1", "H-2", "H-3"}
        assert [one.score for one in answer] == sorted((one.score for one in answer), reverse=True)
        assert answer[0].same == ("name", "phone", "city", "record")
        rows = {row.field: row for row in answer[0].rows}
        assert (rows["name"].here, rows["name"].there) == ("Marisol Peña; Nadia Berg", "Marisol Peña")
        assert (rows["record"].here, rows["record"].there) == ("BLD-2019-0042", "BLD-2019-0042")
        assert rows["address"].same is False


def test_the_old_email_is_masked_beside_the_own_in_full(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        (one,) = found(session, clock, Asked(phone="3035550142", email="mari@example.com"))
        (email,) = (row for row in one.rows if row.field == "email")
    assert (email.here, email.there) == ("mari@example.com; new@example.net", "M•••@example.com")


def test_another_email_says_nothing_and_the_same_a_lot(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    scores = []
    with database.writing() as session:
        for number, email in enumerate(("", "other@example.com", "marisol@example.com")):
            person = replace(STRANGER, email=f"r{number}@example.net")
            (one,) = found(session, clock, Asked(phone="3035550142", email=email), person)
            scores.append(one.score)
    assert scores[0] == scores[1] < scores[2]


def test_a_corrected_email_finds_the_holder(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    with database.writing() as session:
        corrected = session.get_one(LegacyAccount, held(session, "H-1").id)
        corrected.email, corrected.email_key = "now@example.net", "now@example.net"
        assert ids(found(session, clock, Asked(email="Now@example.net"))) == ["H-1"]


def test_a_claimed_holder_is_nobodys_candidate_until_that_is_undone(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        question = ask(session, clock, Asked(phone="3035550142"), STRANGER)
        owner = resident(session, clock, Person(email="owner@example.net"))
        claim = claims.claim(
            session, owner, drafts.of_account(session, owner.id or 0), held(session, "H-1"), ClaimedBy.CODE, clock.now()
        )
        session.flush()
        assert claim and candidates(session, question) == []
        claim.undone_at = clock.now()
        session.flush()
        assert ids(candidates(session, question)) == ["H-1"]


def test_what_an_older_import_said_is_no_candidate(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    bring_in({**MARISOL, "phone": "7205550100", RECORDS: ""})
    with database.writing() as session:
        question = ask(session, clock, Asked(phone="3035550142", record_number="BLD-2019-0042"), STRANGER)
        assert candidates(session, question) == []


def test_among_very_many_of_a_name_those_of_the_zip_and_the_phone_are_found(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    crowd = [holder(f"S-{n:03}", first_name="John", last_name="Smith", phone="", zip="80305") for n in range(60)]
    smith = holder("S-900", first_name="John", last_name="Smith", phone="", zip="80111", address1="7 Oak St")
    office = holder("S-901", first_name="Zora", last_name="Hale", phone="3034413000", zip="80111", address1="8 Oak St")
    families = [
        holder(f"F-{n:02}", first_name=f"Ann{n}", last_name=name, phone="3034413000", zip="80111", address1="7 Oak St")
        for n, name in enumerate(["Smith", "Hale"] * 12)
    ]
    both = holder("S-902", first_name="John", last_name="Smith", phone="3034413000", zip="80305", address1="9 Oak St")
    bring_in(*crowd, *families, smith, office, both)
    with database.writing() as session:
        by_zip = found(session, clock, Asked(name="John Smith", zip_code="80111"))
        assert ids(by_zip)[0] == "S-900" and len(by_zip) == MOST_SHOWN
        person = replace(STRANGER, email="two@example.net")
        by_phone = found(session, clock, Asked(name="Zora Hale", phone="303-441-3000"), person)
        assert ids(by_phone)[0] == "S-901"
        person = replace(STRANGER, email="three@example.net")
        assert ids(found(session, clock, Asked(name="John Smith", phone="303-441-3000"), person))[0] == "S-902"


def test_a_broken_record_number_finds_nothing_by_accident(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in({**MARISOL, "phone": "", "first_name": "", "last_name": "", "address1": "", "email": ""})
    with database.writing() as session:
        for number, text in enumerate(("-", "%", "BLD", "BLD-2019")):
            person = replace(STRANGER, email=f"r{number}@example.net")
            assert found(session, clock, Asked(record_number=text), person) == []
