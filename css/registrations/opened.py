"""A review as staff open it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from css.models import (
    Account,
    Registration,
    Review,
    ReviewEvent,
    ReviewEventKind,
    ReviewState,
    StaffMember,
    Submission,
)

Event = tuple[ReviewEvent, str]


@dataclass(frozen=True, slots=True)
class Opened:
    """A review, what was submitted, what had been submitted before (or None), and all that happened.

    `events` are the registration's, oldest first, each with the name of the staff member or "".
    """

    review: Review
    registration: Registration
    account: Account
    submission: Submission
    before: Submission | None
    events: tuple[Event, ...]

    @property
    def own(self) -> list[Event]:
        """The events of this review alone; an earlier one was denied and started again."""
        return [one for one in self.events if one[0].review_id == self.review.id]

    @property
    def last(self) -> Event:
        """What happened to this review last."""
        return self.own[-1]

    @property
    def is_answered(self) -> bool:
        """Whether the review waits again because the resident answered a question."""
        return self.review.state == ReviewState.WAITING and self.newest(ReviewEventKind.ANSWERED) is not None

    def newest(self, kind: ReviewEventKind) -> ReviewEvent | None:
        """The last event of this kind."""
        return next((event for event, _ in reversed(self.own) if event.kind == kind), None)


def find(session: Session, public_id: str) -> Opened:
    """Everything about a review that staff need to decide it. Raises NoResultFound."""
    review = session.exec(select(Review).where(Review.public_id == public_id)).one()
    registration = session.get_one(Registration, review.registration_id)
    return Opened(
        review=review,
        registration=registration,
        account=session.get_one(Account, registration.account_id),
        submission=session.get_one(Submission, review.submission_id),
        before=_submission_before(session, review),
        events=_events(session, review.registration_id),
    )


def _submission_before(session: Session, review: Review) -> Submission | None:
    earlier = select(Submission).where(
        Submission.registration_id == review.registration_id, col(Submission.id) < review.submission_id
    )
    return session.exec(earlier.order_by(col(Submission.id).desc())).first()


def _events(session: Session, registration_id: int) -> tuple[Event, ...]:
    rows = session.exec(
        select(ReviewEvent, StaffMember.name)
        .join(Review)
        .outerjoin(StaffMember)
        .where(Review.registration_id == registration_id)
        .order_by(col(ReviewEvent.id))
    ).all()
    return tuple((event, name or "") for event, name in rows)
