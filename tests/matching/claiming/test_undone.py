"""Staff take a claim back: what it brought goes, and does not come back by the same email."""

from dataclasses import replace

from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching import legacy_accounts
from css.matching.claiming import claims
from css.matching.inviting import addresses, left
from css.matching.inviting.left import Obstacle
from css.models import AuditEntry, ClaimedBy
from css.registrations import drafts
from tests import builders
from tests.builders import Person
from tests.matching.claiming.holding import (
    NAMELESS,
    BringIn,
    ask_for_more,
    correct,
    finish_names,
    held,
    proving,
    standing,
    take_back,
)
from tests.matching.importing.files import MARISOL


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


def test_nobody_is_invited_to_claim_what_was_taken_back(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with proving(database, clock, Person(email="ana@example.com")) as (session, account, registration, _):
        assert addresses.count(session) == 1
        made = claims.claim(session, account, registration, held(session, "H-1"), ClaimedBy.STAFF, clock.now())
        session.flush()
        take_back(session, made, clock)
        assert addresses.count(session) == 0 and addresses.holder_of(session, "marisol@example.com") is None
        assert [one.obstacle for one in left.page(session).rows] == [Obstacle.UNDONE]
        correct(session, "H-1", "new@example.com", clock)
        assert addresses.count(session) == 1
        assert [one.obstacle for one in left.page(session).rows] == [None]


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
