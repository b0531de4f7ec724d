"""Possible duplicates in the database."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from css import matching
from css.core.clock import FixedClock
from css.core.db import Database
from css.matching import Reason
from tests import builders
from tests.builders import Person

MARISOL = Person()
STRANGER = Person("theo@example.com", "Theodore", "", "Okafor", mobile_phone="760-555-0177", address="733 Neptune Ave")


def test_the_same_phone_or_the_same_name_and_address_make_a_candidate(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        mine = builders.waiting(session, clock.now(), MARISOL)
        builders.waiting(session, clock.now(), STRANGER)
        builders.waiting(session, clock.now(), replace(STRANGER, email="p@example.com", mobile_phone="(760) 555-0142"))
        builders.waiting(
            session, clock.now(), replace(MARISOL, email="n@example.com", last_name="PENA", mobile_phone="")
        )
        found = matching.candidates(session, mine.registration_id)
    assert [one.reasons for one in found.shown] == [(Reason.NAME_AND_ADDRESS,), (Reason.PHONE,)]
    assert [one.rows[1].there for one in found.shown] == ["n@example.com", "p@example.com"]
    assert found.shown[0].score > found.shown[1].score
    assert all(one.review and one.reference for one in found.shown)
    assert found.more == 0


def test_nobody_is_their_own_duplicate(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        review = builders.waiting(session, clock.now(), replace(MARISOL, contact_phone="+1 760 555 0142"))
        assert matching.candidates(session, review.registration_id).shown == ()
        assert matching.counts(session, [review.registration_id]) == {review.registration_id: 0}


def test_a_draft_is_no_candidate(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        review = builders.waiting(session, clock.now(), MARISOL)
        builders.draft(session, clock.now(), replace(MARISOL, email="draft@example.com"))
        assert matching.candidates(session, review.registration_id).shown == ()


def test_a_page_of_counts_is_one_query(database: Database, clock: FixedClock) -> None:
    asked: list[str] = []
    with database.writing() as session:
        reviews = [
            builders.waiting(session, clock.now(), replace(MARISOL, email=f"m{n}@example.com")) for n in range(3)
        ]
        other = builders.waiting(session, clock.now(), STRANGER)
        ids = [review.registration_id for review in (*reviews, other)]
        session.flush()
        event.listen(database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        counted = matching.counts(session, ids)
    assert counted == dict(zip(ids, (2, 2, 2, 0), strict=True))
    assert len(asked) == 1


def test_a_number_that_very_many_share_is_counted_only_so_far(
    sqlite_database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("css.matching.duplicates.MOST_COUNTED", 2)
    monkeypatch.setattr("css.matching.duplicates.MOST_SHOWN", 2)
    with sqlite_database.writing() as session:
        for n in range(5):
            review = builders.waiting(session, clock.now(), replace(MARISOL, email=f"m{n}@example.com"))
        assert matching.counts(session, [review.registration_id]) == {review.registration_id: 3}
        found = matching.candidates(session, review.registration_id)
    assert (len(found.shown), found.more) == (2, 2)
