"""Reviews: what staff decide on a submitted registration. Of two reviewers at once, one wins and the other is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from css.core import tokens
from css.models import (
    Account,
    AccountState,
    Registration,
    Review,
    ReviewEvent,
    ReviewEventKind,
    ReviewState,
    Submission,
)
from css.outbox import Mailer
from css.registrations import drafts


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision does: to the review, to the account, and which mail says so."""

    event: ReviewEventKind
    review_state: ReviewState
    account_state: AccountState
    mail: str
    wants_message: bool = True


DECISIONS = {
    "approve": Decision(
        ReviewEventKind.APPROVED,
        ReviewState.APPROVED,
        AccountState.ACTIVE,
        mail="registration-approved",
        wants_message=False,
    ),
    "deny": Decision(
        ReviewEventKind.DENIED,
        ReviewState.DENIED,
        AccountState.DENIED,
        mail="registration-denied",
    ),
    "ask": Decision(
        ReviewEventKind.ASKED,
        ReviewState.MORE_INFORMATION,
        AccountState.INCOMPLETE,
        mail="more-information",
    ),
}


# What a decided review makes of the account.
_DECIDED: dict[str, AccountState] = {decision.review_state: decision.account_state for decision in DECISIONS.values()}


class AlreadyDecided(Exception):
    """Somebody else decided, or the resident answered, since this page was made."""


class MessageMissing(ValueError):
    """This decision needs a reason or a question for the resident."""


def receive(session: Session, submission: Submission, answer: str, now: datetime) -> Review:
    """Put a submission before staff: a new review, or the one that waited for this answer, in its old place."""
    assert submission.id is not None
    review = _waiting_for_an_answer(session, submission.registration_id)
    kind = ReviewEventKind.ANSWERED if review else ReviewEventKind.RECEIVED
    if review is None:
        review = Review(
            public_id=tokens.new_public_id(),
            registration_id=submission.registration_id,
            submission_id=submission.id,
            received_at=now,
            changed_at=now,
        )
    review.submission_id, review.state, review.changed_at = submission.id, ReviewState.WAITING, now
    review.version += 1
    session.add(review)
    session.flush()
    _note(session, review, kind, now, submission_id=submission.id, message=answer)
    return review


def decide(
    session: Session,
    public_id: str,
    verb: str,
    *,
    version: int,
    message: str,
    staff_id: int,
    mailer: Mailer,
    undo_for: timedelta,
    now: datetime,
) -> Review:
    """Approve, deny or ask, and mail the resident once it can't be undone any more.

    Raises NoResultFound, AlreadyDecided, MessageMissing.
    """
    decision = DECISIONS[verb]
    review = find(session, public_id)
    if review.state != ReviewState.WAITING or review.version != version:
        raise AlreadyDecided
    if decision.wants_message and not message:
        raise MessageMissing
    _change(session, review, decision, now)
    mail = _tell(session, review, decision, message, mailer, now, undo_for)
    _note(session, review, decision.event, now, staff_id=staff_id, message=message, mail=mail)
    return review


def undo(session: Session, public_id: str, *, staff_id: int, mailer: Mailer, now: datetime) -> Review:
    """Take a decision back while its mail has not left and nothing has come of it.

    What the resident began to change meanwhile was never submitted: the registration is again what staff see.
    Raises NoResultFound, AlreadyDecided.
    """
    review = find(session, public_id)
    account = _account(session, review)
    stands = newest(session, review.registration_id) is review and account.state == _DECIDED.get(review.state)
    if not stands or not mailer.withdraw(session, _last_mail(session, review)):
        raise AlreadyDecided
    review.state, review.changed_at, account.state = ReviewState.WAITING, now, AccountState.PENDING
    review.version += 1
    drafts.restore(session, session.get_one(Registration, review.registration_id), review.submission_id)
    _note(session, review, ReviewEventKind.UNDONE, now, staff_id=staff_id)
    return review


def find(session: Session, public_id: str) -> Review:
    """The review, which nobody else can change until this transaction ends. Raises NoResultFound.

    The registration is locked first, as the resident's own pages do, so that staff and resident never wait for
    each other in a ring.
    """
    mine = select(Review).where(Review.public_id == public_id)
    registration = select(Registration).join(Review).where(Review.public_id == public_id)
    session.exec(registration.with_for_update(of=Registration)).one()
    return session.exec(mine.with_for_update().execution_options(populate_existing=True)).one()


def newest(session: Session, registration_id: int) -> Review | None:
    """The last review of a registration."""
    mine = select(Review).where(Review.registration_id == registration_id)
    return session.exec(mine.order_by(col(Review.id).desc())).first()


def last_message(session: Session, review: Review, kind: ReviewEventKind) -> str:
    """The reason or question that staff gave last."""
    said = select(ReviewEvent.message).where(ReviewEvent.review_id == review.id, ReviewEvent.kind == kind)
    return session.exec(said.order_by(col(ReviewEvent.id).desc())).first() or ""


def open_question(session: Session, registration: Registration) -> str:
    """What staff want to know before they decide, or ""."""
    if registration.submitted_at is None or registration.id is None:
        return ""
    review = _waiting_for_an_answer(session, registration.id)
    return last_message(session, review, ReviewEventKind.ASKED) if review else ""


def start_again(session: Session, registration: Registration, now: datetime) -> None:
    """A denied resident's registration becomes a draft again, with what was entered. Raises AlreadyDecided."""
    account = session.get_one(Account, registration.account_id)
    if account.state != AccountState.DENIED:
        raise AlreadyDecided
    account.state = AccountState.INCOMPLETE
    drafts.reopen(registration, now)


def _waiting_for_an_answer(session: Session, registration_id: int) -> Review | None:
    review = newest(session, registration_id)
    return review if review and review.state == ReviewState.MORE_INFORMATION else None


def _change(session: Session, review: Review, decision: Decision, now: datetime) -> None:
    review.state, review.changed_at = decision.review_state, now
    review.version += 1
    _account(session, review).state = decision.account_state
    if decision.account_state == AccountState.INCOMPLETE:
        drafts.reopen(session.get_one(Registration, review.registration_id), now)


def _tell(
    session: Session,
    review: Review,
    decision: Decision,
    message: str,
    mailer: Mailer,
    now: datetime,
    undo_for: timedelta,
) -> str:
    account = _account(session, review)
    registration = session.get_one(Registration, review.registration_id)
    mail = mailer.queue(
        session,
        decision.mail,
        to=account.email,
        language=account.language,
        now=now,
        due_at=now + undo_for,
        reference=registration.reference,
        message=message,
    )
    return mail.message_id


def _last_mail(session: Session, review: Review) -> str:
    mails = select(ReviewEvent.mail).where(ReviewEvent.review_id == review.id)
    return session.exec(mails.order_by(col(ReviewEvent.id).desc())).first() or ""


def _account(session: Session, review: Review) -> Account:
    registration = session.get_one(Registration, review.registration_id)
    return session.get_one(Account, registration.account_id)


def _note(
    session: Session,
    review: Review,
    kind: ReviewEventKind,
    now: datetime,
    *,
    staff_id: int | None = None,
    message: str = "",
    mail: str = "",
    submission_id: int | None = None,
) -> None:
    assert review.id is not None
    session.add(
        ReviewEvent(
            review_id=review.id,
            kind=kind,
            message=message,
            mail=mail,
            staff_id=staff_id,
            submission_id=submission_id,
            at=now,
        )
    )
