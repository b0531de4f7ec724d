"""What an old account fills in, and what it leaves to the resident."""

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import claims
from css.models import ClaimedBy
from tests.builders import Person
from tests.matching.claiming.holding import NAMELESS, BringIn, finish_names, held, proving
from tests.matching.importing.files import MARISOL, holder

ADDRESS = {
    "address": "505 South Vulcan Avenue",
    "unit": "Apt 2",
    "city": "Boulder",
    "state": "CO",
    "zip_code": "80302-1234",
}


def test_the_draft_is_filled_in(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in({**MARISOL, "middle_name": "Inés", "company": "Peña Roofing"})
    with proving(database, clock, NAMELESS) as (_, _, registration, _):
        personal = registration.answers["personal-info"]
        assert personal["first_name"] == "Marisol" and personal["last_name"] == "Peña"
        assert personal["middle_name"] == "Inés" and personal["company"] == "Peña Roofing"
        assert personal["contact_phone"] == "(303) 555-0142"
        assert registration.answers["address"] == ADDRESS
        assert registration.finished == []  # to be reviewed


def test_what_the_resident_typed_stays(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    with proving(database, clock, Person(last_name="Peña Ruiz")) as (_, _, registration, _):
        assert registration.answers["personal-info"]["last_name"] == "Peña Ruiz"
        assert registration.answers["personal-info"]["mobile_phone"] == "760-555-0142"


def test_what_can_not_be_right_is_the_residents_to_mend(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in({**MARISOL, "state": "Kolorado", "phone": "ask Ann"})
    with proving(database, clock, NAMELESS) as (_, _, registration, _):
        assert "state" not in registration.answers["address"]
        assert registration.answers["personal-info"]["contact_phone"] == "ask Ann"


def test_half_a_name_is_not_completed_by_half_of_another(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in({**MARISOL, "first_name": "John", "middle_name": "Quincy", "last_name": "Smith"})
    with proving(database, clock, Person(first_name="Ana", last_name="")) as (_, _, registration, _):
        personal = registration.answers["personal-info"]
        assert (personal["first_name"], personal["last_name"]) == ("Ana", "")
        assert "middle_name" not in personal


def test_the_middle_name_comes_with_the_same_name(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in({**MARISOL, "middle_name": "Inés"})
    with proving(database, clock, Person(first_name="MARISOL", last_name="Pena")) as (_, _, registration, _):
        assert registration.answers["personal-info"]["middle_name"] == "Inés"
        assert registration.answers["personal-info"]["last_name"] == "Pena"


def test_the_state_that_the_page_chose_is_the_cities_not_the_residents(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    """Going back from the empty address keeps it."""
    bring_in()
    with proving(database, clock, Person(email="ana@example.com")) as (session, account, registration, _):
        registration.answers = {**registration.answers, "address": {"address": "", "state": "CA", "zip_code": ""}}
        claims.claim(session, account, registration, held(session, "H-1"), ClaimedBy.STAFF, clock.now())
        assert registration.answers["address"]["state"] == "CO"


def test_a_second_one_fills_in_nothing(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in(MARISOL, {**MARISOL, "legacy_id": "H-2", "email": "ana@example.com", "company": "Ana's"})
    with proving(database, clock) as (session, account, registration, _):
        claims.claim(session, account, registration, held(session, "H-2"), ClaimedBy.STAFF, clock.now())
        assert not registration.answers["personal-info"].get("company")


def test_a_finished_step_and_a_submitted_registration_are_left_alone(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in({**MARISOL, "company": "Peña Roofing"})
    with proving(database, clock, Person(email="ana@example.com")) as (session, account, registration, _):
        finish_names(session, registration, clock)
        made = claims.claim(session, account, registration, held(session, "H-1"), ClaimedBy.STAFF, clock.now())
        assert made and list(made.filled) == ["address"]
        assert not registration.answers["personal-info"].get("company")


def test_somebody_elses_address_is_not_completed(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    """Half of one address with half of another would be an address that nobody has."""
    bring_in(holder("H-1"))
    with proving(database, clock, Person(email="ana@example.com")) as (session, account, registration, _):
        registration.answers = {**registration.answers, "address": {"address": "1 Pearl St", "city": ""}}
        claims.claim(session, account, registration, held(session, "H-1"), ClaimedBy.STAFF, clock.now())
        assert registration.answers["address"] == {"address": "1 Pearl St", "city": ""}
