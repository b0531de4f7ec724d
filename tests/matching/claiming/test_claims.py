"""Whoever proves an email claims the old account that has it, and finds the draft filled in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching import legacy_accounts
from css.matching.claiming import claims, holders, questions
from css.models import AuditEntry, ClaimedBy, LegacyAccount, LegacyClaim, Registration, Review
from css.registrations import drafts, reviews
from tests import builders
from tests.builders import Person
from tests.matching.claiming.holding import NAMELESS, BringIn, held, proving, standing
from tests.matching.importing.files import MARISOL, ROOF, holder

ADDRESS = {
    "address": "505 South Vulcan Avenue",
    "unit": "Apt 2",
    "city": "Boulder",
    "state": "CO",
    "zip_code": "80302-1234",
}


@pytest.mark.parametrize("how", [ClaimedBy.CODE, ClaimedBy.PROVIDER])
def test_whoever_proves_the_email_has_the_old_account(
    database: Database, clock: FixedClock, bring_in: BringIn, how: ClaimedBy
) -> None:
    bring_in()
    with proving(database, clock, how=how) as (_, _, _, is_to_pick):
        assert not is_to_pick
    assert standing(database) == {"H-1": how}


def test_an_email_is_the_same_however_it_is_written(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in({**MARISOL, "email": "MARISOL@EXAMPLE.COM"})
    with proving(database, clock):
        assert standing(database) == {"H-1": "code"}


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


def test_of_several_none_is_claimed(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in(MARISOL, {**MARISOL, "legacy_id": "H-2", "first_name": "Ana"})
    with proving(database, clock, NAMELESS) as (_, _, registration, is_to_pick):
        assert is_to_pick and "address" not in registration.answers
    assert standing(database) == {}


def test_the_last_of_several_is_picked_like_the_first(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    """One of them is somebody else's by now: that does not make the other whoever's who reads the mailbox."""
    bring_in(MARISOL, {**MARISOL, "legacy_id": "H-2", "first_name": "Ana"})
    with proving(database, clock, Person(email="ana@example.com")) as (session, account, registration, _):
        claims.claim(session, account, registration, held(session, "H-2"), ClaimedBy.STAFF, clock.now())
        session.commit()
    with proving(database, clock) as (_, _, _, is_to_pick):
        assert is_to_pick
    assert standing(database) == {"H-2": "staff"}


def test_nobody_else_gets_a_claimed_one(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    with proving(database, clock) as (session, _, _, _):
        other = held(session, "H-1")
        account = builders.account(session, clock.now(), Person(email="ana@example.com"))
        registration = drafts.begin(
            session, account, builders.jurisdiction(), language="en", mobile_phone="", now=clock.now()
        )
        assert claims.claim(session, account, registration, other, ClaimedBy.STAFF, clock.now()) is None
        assert "address" not in registration.answers


def test_a_holder_without_an_email_is_nobodys(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in({**MARISOL, "email": ""})
    with proving(database, clock):
        assert standing(database) == {}


def test_a_corrected_email_takes_the_place_of_the_files(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        corrected = session.exec(select(LegacyAccount)).one()
        corrected.email = corrected.email_key = "new@example.com"
        session.commit()
    with proving(database, clock):
        assert standing(database) == {}
    with proving(database, clock, Person(email="new@example.com")):
        assert standing(database) == {"H-1": "code"}


def test_cancelling_the_registration_frees_it(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    with proving(database, clock) as (session, _, registration, _):
        drafts.cancel(session, registration)
        session.commit()
    assert standing(database) == {}
    with proving(database, clock):
        assert standing(database) == {"H-1": "code"}


def test_the_records_are_those_of_the_newest_import(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    with proving(database, clock) as (session, account, _, _):
        assert account.id
        (mine,) = claims.old_accounts(session, account.id)
        assert [(one.number, one.status) for one in mine.records] == [(ROOF["number"], "closed")]
    bring_in({**MARISOL, "records": '[{"kind": "permit", "number": "BLD-2019-0042", "status": "reopened"}]'})
    with database.reading() as session:
        (mine,) = claims.old_accounts(session, account.id)
        assert [(one.number, one.status) for one in mine.records] == [("BLD-2019-0042", "reopened")]


def test_undoing_takes_away_what_was_filled_in_and_nothing_else(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with proving(database, clock, NAMELESS) as (session, account, registration, _):
        typed = {**registration.answers["personal-info"], "first_name": "Mari", "contact_preference": "email"}
        drafts.save(
            session, registration, "acknowledgement", {}, version=registration.version, now=clock.now(), finish=True
        )
        drafts.save(
            session, registration, "personal-info", typed, version=registration.version, now=clock.now(), finish=True
        )
        assert account.id
        (made,) = claims.standing(session, account.id)
        claims.undo(session, made, registration, builders.staff_member(session, clock.now()), clock.now())
        assert registration.answers["address"] == {}
        left = registration.answers["personal-info"]
        assert left["first_name"] == "Mari" and "contact_phone" not in left and "last_name" not in left
        assert registration.finished == ["acknowledgement"]
        assert claims.old_accounts(session, account.id) == []
        session.commit()
    assert standing(database) == {}


def test_what_is_submitted_stays_as_it_was_signed(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    with proving(database, clock) as (session, account, registration, _):
        builders.fill_in(session, registration, clock.now(), replace(Person(), address="505 South Vulcan Avenue"))
        builders.submit(session, registration, clock.now())
        assert account.id
        (made,) = claims.standing(session, account.id)
        claims.undo(session, made, registration, builders.staff_member(session, clock.now()), clock.now())
        assert registration.answers["address"]["address"] == "505 South Vulcan Avenue"


def test_the_audit_says_who_claimed_and_who_undid(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    with proving(database, clock) as (session, account, _, _):
        assert account.id
        (made,) = claims.standing(session, account.id)
        dana = builders.staff_member(session, clock.now())
        take_back(session, made, clock)
        take_back(session, made, clock)
        session.commit()
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject_id == made.public_id)).all()
    assert [(one.actor_id, one.action) for one in entries] == [
        (account.public_id, "legacy.claimed"),
        (dana.public_id, "legacy.claim-undone"),
    ]


def test_undoing_takes_the_name_as_well(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    """Finishing the step made it the account's, where it stands on top of every page."""
    bring_in()
    with proving(database, clock, NAMELESS) as (session, account, registration, _):
        finish_names(session, registration, clock)
        assert account.name == "Marisol Peña"
        assert account.id
        take_back(session, claims.standing(session, account.id)[0], clock)
        assert account.name == ""


def test_undoing_empties_a_registration_that_staff_have_opened_again(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in({**MARISOL, "company": "Wrong Person Roofing"})
    with proving(database, clock) as (session, account, registration, _):
        builders.fill_in(session, registration, clock.now(), Person(company="Wrong Person Roofing"))
        review = builders.submit(session, registration, clock.now())
        ask_for_more(session, review, clock)
        assert account.id
        take_back(session, claims.standing(session, account.id)[0], clock)
        assert "company" not in registration.answers["personal-info"]


def test_what_was_undone_waits_for_its_email_no_more(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    """Else one click, or signing up anew, would have it back."""
    bring_in()
    with proving(database, clock) as (session, account, registration, _):
        assert account.id
        take_back(session, claims.standing(session, account.id)[0], clock)
        assert not legacy_accounts.waiting_for(session, account.email).held
        drafts.cancel(session, registration)
        session.commit()
    with proving(database, clock) as (_, _, _, is_to_pick):
        assert not is_to_pick
    assert standing(database) == {}


def test_once_staff_have_corrected_its_email_it_waits_again(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with proving(database, clock) as (session, account, _, _):
        assert account.id
        take_back(session, claims.standing(session, account.id)[0], clock)
        correct(session, "H-1", "ana@example.com", clock)
        session.commit()
    with proving(database, clock, Person(email="ana@example.com")):
        assert standing(database) == {"H-1": "code"}


def test_of_a_shared_email_that_staff_have_corrected_the_other_is_picked_still(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in(MARISOL, {**MARISOL, "legacy_id": "H-2", "first_name": "Ana"})
    with database.writing() as session:
        correct(session, "H-2", "ana@example.com", clock)
        session.commit()
    with proving(database, clock) as (_, _, _, is_to_pick):
        assert is_to_pick
    assert standing(database) == {}


@pytest.mark.parametrize("how", [ClaimedBy.CODE, ClaimedBy.PROVIDER])
@pytest.mark.parametrize(
    ("old", "proven"), [("info@strassebau.com", "info@straßebau.com"), ("strasser@example.com", "straßer@example.com")]
)
def test_an_email_that_is_only_alike_finds_nothing(
    database: Database, clock: FixedClock, bring_in: BringIn, old: str, proven: str, how: ClaimedBy
) -> None:
    """It is somebody else's mailbox; anybody may have registered the domain."""
    bring_in({**MARISOL, "email": old})
    with proving(database, clock, Person(email=proven), how) as (_, _, _, is_to_pick):
        assert not is_to_pick
    assert standing(database) == {}


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


def finish_names(session: Session, registration: Registration, clock: FixedClock) -> None:
    """The first two steps, with what stands in them."""
    personal = {**registration.answers["personal-info"], "contact_preference": "email"}
    for step, answers in (("acknowledgement", {}), ("personal-info", personal)):
        drafts.save(session, registration, step, answers, version=registration.version, now=clock.now(), finish=True)


def take_back(session: Session, made: LegacyClaim, clock: FixedClock) -> None:
    staff = builders.staff_member(session, clock.now())
    questions.undo(session, made.public_id, reason="It was somebody else's.", staff=staff, now=clock.now())
    session.flush()


def correct(session: Session, legacy_id: str, email: str, clock: FixedClock) -> None:
    """The help desk does, after it has checked an identity."""
    found = holders.find(session, held(session, legacy_id).account.public_id)
    holders.change_email(
        session,
        found.held.account.public_id,
        email,
        version=found.version,
        reason="Showed a passport.",
        staff=builders.staff_member(session, clock.now()),
        mailer=builders.mailer(),
        now=clock.now(),
    )
    session.flush()


def ask_for_more(session: Session, review: Review, clock: FixedClock) -> None:
    reviews.decide(
        session,
        review.public_id,
        "ask",
        version=review.version,
        message="Which unit?",
        staff_id=builders.staff_member(session, clock.now()).id or 0,
        mailer=builders.mailer(),
        undo_for=timedelta(0),
        now=clock.now(),
    )
