"""The queue: order, lists, search, pages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import ReviewState
from css.registrations import queue, reviews
from css.registrations.queue import Count
from tests import builders
from tests.builders import Person

WAITING = ReviewState.WAITING
MARISOL = Person("marisol.pena@example.com", company="Peña Tile & Stone")
GORDON = Person(
    "gordon@halloranpools.com", "Gordon", "James", "O’Halloran", mobile_phone="(760) 555-0177", address="244 Sunset Dr"
)
LI = Person("li@example.org", "李", "", "小龍", mobile_phone="", address="1450 Encinitas Blvd", zip_code="92024-1234")


def decide(session: Session, public_id: str, verb: str, clock: FixedClock) -> None:
    member = builders.staff_member(session, clock.now())
    review = reviews.find(session, public_id)
    reviews.decide(
        session,
        public_id,
        verb,
        version=review.version,
        message="Because",
        staff_id=member.id or 0,
        mailer=builders.mailer(),
        undo_for=timedelta(),
        now=clock.now(),
    )


def three(session: Session, clock: FixedClock) -> list[str]:
    """Three who wait, a minute apart."""
    waiting = []
    for person in (MARISOL, GORDON, LI):
        waiting.append(builders.waiting(session, clock.now(), person).public_id)
        clock.advance(minutes=1)
    return waiting


def found(session: Session, text: str) -> list[str]:
    return [row.email for row in queue.page(session, WAITING, text).rows]


def test_who_waits_longest_comes_first(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        ids = three(session, clock)
        page = queue.page(session, WAITING)
    assert [row.public_id for row in page.rows] == ids
    first = page.rows[0]
    assert (first.name, first.company) == ("Marisol Peña", "Peña Tile & Stone")
    assert (first.email, first.address) == ("marisol.pena@example.com", "505 S Vulcan Ave")
    assert page.counts[WAITING] == Count(3)
    assert (page.before, page.after) == ("", "")


def test_each_state_has_its_list(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        marisol, gordon, li = three(session, clock)
        for public_id, verb in ((marisol, "approve"), (gordon, "deny"), (li, "ask")):
            decide(session, public_id, verb, clock)
        lists = {state: queue.page(session, state).rows for state in ReviewState}
        counts = queue.page(session, WAITING).counts
    assert {state: [row.public_id for row in rows] for state, rows in lists.items()} == {
        WAITING: [],
        ReviewState.APPROVED: [marisol],
        ReviewState.DENIED: [gordon],
        ReviewState.MORE_INFORMATION: [li],
    }
    assert {state: count.number for state, count in counts.items()} == {**dict.fromkeys(ReviewState, 1), WAITING: 0}
    assert lists[ReviewState.DENIED][0].reviewer == "Dana Whitfield"


def test_an_answered_question_is_marked(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        three(session, clock)
        asked = queue.page(session, WAITING).rows[0]
        decide(session, asked.public_id, "ask", clock)
        builders.answer(session, reviews.find(session, asked.public_id), clock.now(), MARISOL)
        rows = queue.page(session, WAITING).rows
    assert [(row.email == MARISOL.email, row.answered) for row in rows] == [
        (True, True),
        (False, False),
        (False, False),
    ]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("marisol", MARISOL),
        ("MARI pen", MARISOL),
        ("pena, marisol", MARISOL),
        ("Peña", MARISOL),
        ("tile", MARISOL),
        ("505 s vulc", MARISOL),
        ("marisol.pena@example.com", MARISOL),
        ("pena@example.com", MARISOL),
        ("760-555-0142", MARISOL),
        ("760 555 0142", MARISOL),
        ("+1 760.555.0142", MARISOL),
        ("7605550177", GORDON),
        ("(760) 555-0177", GORDON),
        ("760-555-017", GORDON),
        ("halloran", GORDON),
        ("O'Halloran", GORDON),
        ("sunset gordon", GORDON),
        ("小龍", LI),
        ("92024-1234", LI),
        ("1450 encinitas", LI),
    ],
)
def test_words_find_whoever_has_them_all(database: Database, clock: FixedClock, text: str, person: Person) -> None:
    with database.writing() as session:
        three(session, clock)
        assert found(session, text) == [person.email]


def test_the_reference_number_finds_its_registration(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        three(session, clock)
        row = queue.page(session, WAITING).rows[1]
        assert found(session, row.reference) == found(session, row.reference.lower()) == [row.email]


@pytest.mark.parametrize(
    "text",
    [
        "zzz",
        "marisol gordon",
        "🎉",
        "%",
        "_",
        "'; --",
        "\x00",
        "\x07\u202e",
        "\U0010ffff",
        "qq " * 500,
        "x" * 1000,
        "٣" * 10,
    ],
)
def test_what_nobody_has_finds_nobody_and_breaks_nothing(database: Database, clock: FixedClock, text: str) -> None:
    with database.writing() as session:
        three(session, clock)
        page = queue.page(session, WAITING, text)
    assert page.rows == ()
    assert page.counts[WAITING] == Count(0)


def test_common_words_find_the_same_as_rare_ones(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        three(session, clock)
        rare = found(session, "encinitas example")
        monkeypatch.setattr("css.registrations.search.RARE", 1)
        assert found(session, "encinitas example") == rare == [MARISOL.email, LI.email]
        assert found(session, "encinitas zzz") == []


def test_pages_go_on_where_they_ended_whatever_is_decided_meanwhile(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        people = [replace(MARISOL, email=f"m{n}@example.com") for n in range(5)]
        ids = [builders.waiting(session, clock.now(), person).public_id for person in people]
        first = queue.page(session, WAITING, size=2)
        assert [row.public_id for row in first.rows] == ids[:2] and not first.before
        decide(session, ids[0], "approve", clock)
        decide(session, ids[1], "approve", clock)
        second = queue.page(session, WAITING, after=first.after, size=2)
        assert [row.public_id for row in second.rows] == ids[2:4]
        third = queue.page(session, WAITING, after=second.after, size=2)
        assert [row.public_id for row in third.rows] == ids[4:] and not third.after
        back = queue.page(session, WAITING, before=third.before, size=2)
        assert [row.public_id for row in back.rows] == ids[2:4]


def test_a_place_nobody_knows_is_the_beginning(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        ids = three(session, clock)
        page = queue.page(session, WAITING, after="x" * 20, size=2)
    assert [row.public_id for row in page.rows] == ids[:2]


def test_what_is_decided_is_listed_newest_first(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        ids = three(session, clock)
        for public_id in ids:
            decide(session, public_id, "approve", clock)
        first = queue.page(session, ReviewState.APPROVED, size=2)
        second = queue.page(session, ReviewState.APPROVED, after=first.after, size=2)
    assert [row.public_id for row in (*first.rows, *second.rows)] == ids[::-1]


def test_counts_stop_somewhere(database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "COUNTED", 2)
    with database.writing() as session:
        three(session, clock)
        assert queue.page(session, WAITING).counts[WAITING] == Count(2, more=True)


def test_neighbours_are_those_of_the_same_list(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        ids = three(session, clock)
        around = [queue.neighbours(session, reviews.find(session, public_id)) for public_id in ids]
    assert around == [("", ids[1]), (ids[0], ids[2]), (ids[1], "")]


def test_a_page_takes_the_same_queries_however_many_wait(database: Database, clock: FixedClock) -> None:
    asked: list[int] = []
    statements: list[str] = []
    with database.writing() as session:
        event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        for number in range(6):
            builders.waiting(session, clock.now(), replace(MARISOL, email=f"m{number}@example.com"))
            session.flush()
            session.expunge_all()
            statements.clear()
            queue.page(session, WAITING, "marisol")
            asked.append(len(statements))
    assert set(asked) == {4}
