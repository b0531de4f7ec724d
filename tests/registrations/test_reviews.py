"""What staff decide, and what follows from it."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, OutboxMessage, Registration, Review, ReviewEventKind, ReviewState
from css.registrations import opened, reviews
from css.registrations.reviews import AlreadyDecided, MessageMissing
from tests import builders
from tests.builders import Person

AT_ONCE = timedelta()
MINUTE = timedelta(minutes=1)


def decide(
    session: Session, review: Review, verb: str, clock: FixedClock, message: str = "", undo_for: timedelta = AT_ONCE
) -> Review:
    return reviews.decide(
        session,
        review.public_id,
        verb,
        version=review.version,
        message=message,
        staff_id=builders.staff_member(session, clock.now()).id or 0,
        mailer=builders.mailer(),
        undo_for=undo_for,
        now=clock.now(),
    )


def account_of(session: Session, review: Review) -> Account:
    return session.get_one(Account, session.get_one(Registration, review.registration_id).account_id)


def last_mail(session: Session) -> OutboxMessage:
    return session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id).desc())).first()  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("verb", "review_state", "account_state", "mail"),
    [
        ("approve", ReviewState.APPROVED, AccountState.ACTIVE, "registration-approved"),
        ("deny", ReviewState.DENIED, AccountState.DENIED, "registration-denied"),
        ("ask", ReviewState.MORE_INFORMATION, AccountState.INCOMPLETE, "more-information"),
    ],
)
def test_a_decision_changes_review_and_account_and_is_mailed(
    database: Database,
    clock: FixedClock,
    verb: str,
    review_state: ReviewState,
    account_state: AccountState,
    mail: str,
) -> None:
    with database.writing() as session:
        review = decide(session, builders.waiting(session, clock.now()), verb, clock, "Which unit is yours?")
        assert review.state == review_state
        assert account_of(session, review).state == account_state
        told = last_mail(session)
        assert (told.kind, told.recipient) == (mail, "marisol@example.com")
        assert verb == "approve" or "Which unit is yours?" in told.text


@pytest.mark.parametrize("verb", ["deny", "ask"])
def test_nobody_is_denied_or_asked_without_a_word(database: Database, clock: FixedClock, verb: str) -> None:
    with database.writing() as session, pytest.raises(MessageMissing):
        decide(session, builders.waiting(session, clock.now()), verb, clock)


def test_a_review_is_decided_once(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        review = decide(session, builders.waiting(session, clock.now()), "approve", clock)
        with pytest.raises(AlreadyDecided):
            decide(session, review, "deny", clock, "No")


def test_of_two_reviewers_at_once_one_wins(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        review = builders.waiting(session, clock.now())
        builders.staff_member(session, clock.now())
        session.commit()
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def reviewer(verb: str) -> None:
        start.wait()
        with database.writing() as session:
            try:
                decide(session, review, verb, clock, "Because")
                session.commit()
                outcomes.append(verb)
            except AlreadyDecided:
                outcomes.append("told")

    threads = [threading.Thread(target=reviewer, args=(verb,)) for verb in ("approve", "deny")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "told" in outcomes and len(set(outcomes)) == 2
    with database.reading() as session:
        kinds = [event.kind for event, _ in opened.find(session, review.public_id).own]
        mails = session.exec(select(OutboxMessage).where(col(OutboxMessage.kind).like("registration-%"))).all()
    assert len(kinds) == 2
    assert len(mails) == 2  # received, and one decision


def test_the_answer_to_a_question_comes_back_in_its_old_place(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        review = builders.waiting(session, clock.now())
        received = review.received_at
        clock.advance(hours=1)
        decide(session, review, "ask", clock, "Which unit is yours?")
        registration = session.get_one(Registration, review.registration_id)
        assert reviews.open_question(session, registration) == "Which unit is yours?"
        clock.advance(hours=1)
        again = builders.answer(session, review, clock.now(), replace(Person(), unit="4"), "It is number 4.")
        assert again.id == review.id
        assert (again.state, again.received_at) == (ReviewState.WAITING, received)
        assert reviews.open_question(session, registration) == ""
        read = opened.find(session, review.public_id)
        answer = read.newest(ReviewEventKind.ANSWERED)
        assert read.is_answered and answer and answer.message == "It is number 4."
        assert read.before is not None and read.before.id != read.submission.id


def test_a_page_made_before_the_answer_decides_nothing(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        review = builders.waiting(session, clock.now())
        stale = review.version
        decide(session, review, "ask", clock, "Which unit?")
        builders.answer(session, review, clock.now())
        review.version, fresh = stale, review.version
        with pytest.raises(AlreadyDecided):
            reviews.decide(
                session,
                review.public_id,
                "approve",
                version=fresh,
                message="",
                staff_id=1,
                mailer=builders.mailer(),
                undo_for=AT_ONCE,
                now=clock.now(),
            )


def test_a_decision_can_be_undone_while_its_mail_is_here(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        review = decide(session, builders.waiting(session, clock.now()), "deny", clock, "No", undo_for=MINUTE)
        mail = last_mail(session)
        assert mail.due_at == clock.now() + MINUTE
        member = builders.staff_member(session, clock.now())
        assert member.id
        reviews.undo(session, review.public_id, staff_id=member.id, mailer=builders.mailer(), now=clock.now())
        assert review.state == ReviewState.WAITING
        assert account_of(session, review).state == AccountState.PENDING
        assert last_mail(session).kind == "registration-received"
        events = opened.find(session, review.public_id).own
        assert [event.kind for event, _ in events] == ["received", "denied", "undone"]


def test_a_decision_can_not_be_undone_once_its_mail_has_left(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        review = decide(session, builders.waiting(session, clock.now()), "approve", clock)
        last_mail(session).tries = 1
        session.flush()
        with pytest.raises(AlreadyDecided):
            reviews.undo(session, review.public_id, staff_id=1, mailer=builders.mailer(), now=clock.now())


def test_somebody_denied_may_start_again_and_is_reviewed_anew(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        review = decide(session, builders.waiting(session, clock.now()), "deny", clock, "Outside the city.")
        registration = session.get_one(Registration, review.registration_id)
        reviews.start_again(session, registration, clock.now())
        clock.advance(hours=1)
        second = builders.answer(session, review, clock.now())
        assert second.id != review.id
        assert [event.kind for event, _ in opened.find(session, second.public_id).events] == [
            "received",
            "denied",
            "received",
        ]
        assert not opened.find(session, second.public_id).is_answered


def test_a_decision_that_something_came_of_can_not_be_undone(database: Database, clock: FixedClock) -> None:
    """Denied, started again and sent anew: undoing the denial would put one registration before staff twice."""
    with database.writing() as session:
        review = decide(session, builders.waiting(session, clock.now()), "deny", clock, "No", undo_for=MINUTE)
        reviews.start_again(session, session.get_one(Registration, review.registration_id), clock.now())
        with pytest.raises(AlreadyDecided):
            reviews.undo(session, review.public_id, staff_id=1, mailer=builders.mailer(), now=clock.now())
        builders.answer(session, review, clock.now())
        with pytest.raises(AlreadyDecided):
            reviews.undo(session, review.public_id, staff_id=1, mailer=builders.mailer(), now=clock.now())


def test_undoing_a_question_brings_back_what_was_submitted(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        review = decide(session, builders.waiting(session, clock.now()), "ask", clock, "Which?", undo_for=MINUTE)
        registration = session.get_one(Registration, review.registration_id)
        submitted = registration.answers
        registration.answers = {**submitted, "address": {"address": "1 Elsewhere"}}
        session.flush()
        member = builders.staff_member(session, clock.now())
        reviews.undo(session, review.public_id, staff_id=member.id or 0, mailer=builders.mailer(), now=clock.now())
        assert registration.answers == submitted and registration.finished == registration.steps
