"""Whoever proves an email claims the old account that has it, and finds the draft filled in."""

from dataclasses import replace

import pytest
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import claims
from css.models import AuditEntry, ClaimedBy, LegacyAccount
from css.registrations import drafts
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
        claims.undo(session, made, builders.staff_member(session, clock.now()), clock.now())
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
        claims.undo(session, made, builders.staff_member(session, clock.now()), clock.now())
        assert registration.answers["address"]["address"] == "505 South Vulcan Avenue"


def test_the_audit_says_who_claimed_and_who_undid(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    with proving(database, clock) as (session, account, _, _):
        assert account.id
        (made,) = claims.standing(session, account.id)
        dana = builders.staff_member(session, clock.now())
        claims.undo(session, made, dana, clock.now())
        claims.undo(session, made, dana, clock.now())
        session.commit()
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject_id == made.public_id)).all()
    assert [(one.actor_id, one.action) for one in entries] == [
        (account.public_id, "legacy.claimed"),
        (dana.public_id, "legacy.claim-undone"),
    ]


def test_somebody_elses_address_is_not_completed(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    """Half of one address with half of another would be an address that nobody has."""
    bring_in(holder("H-1"))
    with proving(database, clock, Person(email="ana@example.com")) as (session, account, registration, _):
        registration.answers = {**registration.answers, "address": {"address": "1 Pearl St", "city": ""}}
        claims.claim(session, account, registration, held(session, "H-1"), ClaimedBy.STAFF, clock.now())
        assert registration.answers["address"] == {"address": "1 Pearl St", "city": ""}
