"""Whoever proves an email claims the old account that has it, and nobody else does."""

import pytest
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import claims
from css.matching.claiming.claims import AlreadyClaimed
from css.models import ClaimedBy, LegacyAccount
from css.registrations import drafts
from tests import builders
from tests.builders import Person
from tests.matching.claiming.holding import NAMELESS, BringIn, correct, held, proving, standing
from tests.matching.importing.files import MARISOL, ROOF


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
        with pytest.raises(AlreadyClaimed):
            claims.claim(session, account, registration, other, ClaimedBy.STAFF, clock.now())
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
