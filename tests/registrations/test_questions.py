"""After submitting: staff ask and the resident answers, or staff deny and the resident starts again."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from css.core.clock import FixedClock
from css.models import Account, AccountState, Registration, Review, ReviewEvent, ReviewEventKind, ReviewState
from css.registrations import drafts, reviews, snapshots
from css.registrations.drafts import NotYet
from css.registrations.reviews import AlreadyDecided
from tests import builders
from tests.builders import Person


def decide(session: Session, review: Review, verb: str, message: str, clock: FixedClock) -> Registration:
    member = builders.staff_member(session, clock.now())
    assert member.id is not None
    reviews.decide(
        session,
        review.public_id,
        verb,
        version=review.version,
        message=message,
        staff_id=member.id,
        mailer=builders.mailer(),
        undo_for=timedelta(),
        now=clock.now(),
    )
    session.flush()
    return session.get_one(Registration, review.registration_id)


def account(session: Session) -> Account:
    return session.exec(select(Account)).one()


def test_a_draft_that_nobody_has_seen_holds_no_question(session: Session, clock: FixedClock) -> None:
    assert reviews.open_question(session, builders.draft(session, clock.now())) == ""


def test_a_question_reopens_the_registration_with_all_that_was_entered(session: Session, clock: FixedClock) -> None:
    asked = decide(session, builders.waiting(session, clock.now()), "ask", "Which unit is yours?", clock)
    assert account(session).state == AccountState.INCOMPLETE
    assert reviews.open_question(session, asked) == "Which unit is yours?"
    assert asked.finished == []
    assert asked.answers["address"] == Person().steps["address"]


def test_the_answer_brings_the_review_back_in_its_old_place(session: Session, clock: FixedClock) -> None:
    review = builders.waiting(session, clock.now())
    received = clock.now()
    clock.advance(hours=3)
    decide(session, review, "ask", "Which unit is yours?", clock)
    clock.advance(hours=2)
    builders.answer(session, review, clock.now(), Person(unit="Apt 4"), "It is Apt 4.")
    assert session.exec(select(Review)).one() is review
    assert (review.state, review.received_at, review.changed_at) == (ReviewState.WAITING, received, clock.now())
    assert reviews.last_message(session, review, ReviewEventKind.ANSWERED) == "It is Apt 4."
    assert account(session).state == AccountState.PENDING


def test_the_review_shows_what_was_sent_with_the_answer(session: Session, clock: FixedClock) -> None:
    review = builders.waiting(session, clock.now())
    registration = decide(session, review, "ask", "Which unit is yours?", clock)
    builders.answer(session, review, clock.now(), Person(unit="Apt 4"), "It is Apt 4.")
    assert registration.id is not None
    newest = snapshots.newest(session, registration.id)
    assert newest is not None and newest.id == review.submission_id
    assert snapshots.read(newest).get("address", "unit") == "Apt 4"


def test_an_answered_question_is_asked_no_more(session: Session, clock: FixedClock) -> None:
    review = builders.waiting(session, clock.now())
    registration = decide(session, review, "ask", "Which unit is yours?", clock)
    builders.answer(session, review, clock.now())
    assert reviews.open_question(session, registration) == ""


def test_staff_may_ask_again_and_the_newest_question_is_shown(session: Session, clock: FixedClock) -> None:
    review = builders.waiting(session, clock.now())
    decide(session, review, "ask", "Which unit is yours?", clock)
    builders.answer(session, review, clock.now(), said="Four.")
    registration = decide(session, review, "ask", "Apt 4 or Suite 4?", clock)
    assert reviews.open_question(session, registration) == "Apt 4 or Suite 4?"
    events = session.exec(select(ReviewEvent.kind).order_by(col(ReviewEvent.id))).all()
    assert list(events) == ["received", "asked", "answered", "asked"]


def test_what_was_kept_of_an_answer_goes_with_it_and_not_into_the_snapshot(session: Session, clock: FixedClock) -> None:
    review = builders.waiting(session, clock.now())
    registration = decide(session, review, "ask", "Which unit is yours?", clock)
    drafts.keep_answer(registration, "It is Apt")
    builders.answer(session, review, clock.now(), said="It is Apt 4.")
    assert drafts.kept_answer(registration) == ""
    assert registration.id is not None
    newest = snapshots.newest(session, registration.id)
    assert newest is not None and set(snapshots.read(newest).answers) == set(registration.steps)


def test_every_step_is_walked_again_before_the_answer_is_sent(session: Session, clock: FixedClock) -> None:
    registration = decide(session, builders.waiting(session, clock.now()), "ask", "Which unit is yours?", clock)
    with pytest.raises(NotYet):
        builders.submit(session, registration, clock.now())


def test_a_denied_resident_starts_again_with_what_was_entered(session: Session, clock: FixedClock) -> None:
    registration = decide(session, builders.waiting(session, clock.now()), "deny", "Not in this city.", clock)
    assert account(session).state == AccountState.DENIED
    reviews.start_again(session, registration, clock.now())
    assert account(session).state == AccountState.INCOMPLETE
    assert registration.answers["address"] == Person().steps["address"]
    assert reviews.open_question(session, registration) == ""


def test_what_is_sent_after_starting_again_is_a_new_review_and_the_old_one_stays_denied(
    session: Session, clock: FixedClock
) -> None:
    old = builders.waiting(session, clock.now())
    registration = decide(session, old, "deny", "Not in this city.", clock)
    reviews.start_again(session, registration, clock.now())
    clock.advance(days=1)
    new = builders.answer(session, old, clock.now())
    assert new.id != old.id
    assert (old.state, new.state) == (ReviewState.DENIED, ReviewState.WAITING)
    assert new.received_at == clock.now()


@pytest.mark.parametrize("state", [state for state in AccountState if state != AccountState.DENIED])
def test_only_a_denied_resident_starts_again(session: Session, clock: FixedClock, state: AccountState) -> None:
    registration = builders.draft(session, clock.now())
    account(session).state = state
    with pytest.raises(AlreadyDecided):
        reviews.start_again(session, registration, clock.now())
    assert registration.finished
