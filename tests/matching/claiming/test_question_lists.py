"""The lists of questions, page by page: those that wait, and those that were answered."""

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import question_lists, questions
from tests.builders import Person
from tests.matching.claiming.people import ask, give_up, helper


def test_the_list_is_oldest_first_page_by_page_and_back(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        for number in range(5):
            ask(session, clock, person=Person(email=f"r{number}@example.net"))
            clock.advance(seconds=0 if number == 1 else 60)  # two at the same moment
        first = question_lists.page(session, answered=False, size=2)
        second = question_lists.page(session, answered=False, after=first.after, size=2)
        third = question_lists.page(session, answered=False, after=second.after, size=2)
        emails = [row.account.email[:2] for page in (first, second, third) for row in page.rows]
        assert emails == ["r0", "r1", "r2", "r3", "r4"]
        assert (first.before, third.after) == ("", "")
        assert question_lists.page(session, answered=False, before=third.before, size=2) == second
        assert question_lists.page(session, answered=False, before=second.before, size=2) == first


def test_an_answered_one_is_forgotten_after_half_a_year(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        answered, waiting = (ask(session, clock, person=Person(email=f"r{number}@example.net")) for number in range(2))
        give_up(session, answered, clock, helper(session, clock))
        session.flush()
        clock.advance(days=179)
        questions.purge(session, clock.now())
        assert question_lists.page(session, answered=True).rows
        clock.advance(days=1)
        questions.purge(session, clock.now())
        assert not question_lists.page(session, answered=True).rows
        (left,) = question_lists.page(session, answered=False).rows
        assert left.question.id == waiting.id


def test_the_answered_are_newest_first_with_who_answered(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        staff = helper(session, clock)
        asked = [ask(session, clock, person=Person(email=f"r{number}@example.net")) for number in range(4)]
        for question in asked[:3]:
            clock.advance(seconds=60)
            give_up(session, question, clock, staff)
        first = question_lists.page(session, answered=True, size=2)
        second = question_lists.page(session, answered=True, after=first.after, size=2)
        assert [row.account.email[:2] for row in (*first.rows, *second.rows)] == ["r2", "r1", "r0"]
        assert {row.staff for row in first.rows} == {"Hal Brandt"}
        assert question_lists.page(session, answered=True, before=second.before, size=2) == first
