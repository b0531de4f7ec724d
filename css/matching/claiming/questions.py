"""Questions: a resident says that they had an account in the old system, and staff say which, or that there is none.

Nothing of a legacy account reaches the resident before staff have confirmed that it is theirs. One question of an
account waits at a time, which the database sees to. Whoever writes one locks the account's registration first, as
claims do, so that nobody waits for each other in a ring.
"""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func
from sqlmodel import Session, col, select

from css import audit
from css.audit import Actor
from css.core import tokens
from css.matching.claiming import claims, notes
from css.matching.legacy_accounts import Held
from css.models import (
    Account,
    ActorKind,
    ClaimedBy,
    LegacyClaim,
    LegacyQuestion,
    NoteKind,
    QuestionState,
    Registration,
    StaffMember,
)
from css.outbox import Mailer
from css.registrations import drafts

KEPT = timedelta(days=180)
"""After the answer: so long it may be asked about."""


class AlreadyAnswered(Exception):
    """Somebody else has answered since this page was made."""


class AskedAnew(Exception):
    """The resident has changed what they say since this page was made."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody remembers of their old account, checked line by line; "" for what they don't."""

    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    zip_code: str = ""
    record_number: str = ""


def ask(session: Session, account: Account, asked: Asked, now: datetime) -> LegacyQuestion:
    """Put a question before staff; one that waits already says from now on what is asked, in its old place."""
    assert account.id is not None
    drafts.of_account(session, account.id, writing=True)
    question = _waiting_of(session, account.id)
    if question is not None and said(question) == asked:  # a double click
        return question
    question = question or LegacyQuestion(public_id=tokens.new_public_id(), account_id=account.id, asked_at=now)
    for field, value in asdict(asked).items():
        setattr(question, field, value)
    question.version += 1
    session.add(question)
    session.flush()
    actor = Actor(ActorKind.RESIDENT, account.public_id)
    audit.record(session, actor, "legacy.asked", subject="legacy-question", subject_id=question.public_id, now=now)
    return question


def said(question: LegacyQuestion) -> Asked:
    """What the resident remembers."""
    return Asked(**{field.name: getattr(question, field.name) for field in fields(Asked)})


def newest(session: Session, account_id: int) -> LegacyQuestion | None:
    """What the account asked last, or None."""
    mine = select(LegacyQuestion).where(LegacyQuestion.account_id == account_id)
    return session.exec(mine.order_by(col(LegacyQuestion.id).desc())).first()


def find(session: Session, public_id: str) -> LegacyQuestion:
    """The question of this id, to look at; raises NoResultFound."""
    return session.exec(select(LegacyQuestion).where(LegacyQuestion.public_id == public_id)).one()


def number_waiting(session: Session) -> int:
    """How many wait for staff."""
    return session.exec(select(func.count(col(LegacyQuestion.id))).where(_waits())).one()


def confirm(
    session: Session,
    public_id: str,
    held: Held,
    *,
    staff: StaffMember,
    version: int,
    mailer: Mailer,
    now: datetime,
) -> LegacyQuestion:
    """This legacy account is theirs: it is claimed for them, and mail says so, without a word of what is in it.

    `version`: of the question as the page showed it. Raises NoResultFound, AlreadyAnswered, AskedAnew, AlreadyClaimed.
    """
    question, registration = _open(session, public_id, version)
    account = session.get_one(Account, question.account_id)
    claim = claims.claim(session, account, registration, held, ClaimedBy.STAFF, now, staff=staff)
    session.flush()
    question.claim_id = claim.id
    _answer(session, question, QuestionState.FOUND, staff, now)
    mailer.queue(session, "old-account-found", to=account.email, language=account.language, now=now)
    return question


def give_up(
    session: Session, public_id: str, *, staff: StaffMember, version: int, mailer: Mailer, now: datetime
) -> LegacyQuestion:
    """No legacy account is theirs, which mail says. Raises NoResultFound, AlreadyAnswered, AskedAnew."""
    question, _registration = _open(session, public_id, version)
    account = session.get_one(Account, question.account_id)
    _answer(session, question, QuestionState.NOT_FOUND, staff, now)
    mailer.queue(session, "old-account-not-found", to=account.email, language=account.language, now=now)
    return question


def undo(session: Session, claim_id: str, *, reason: str, staff: StaffMember, now: datetime) -> LegacyClaim:
    """Take a claim back, however it was made; a question that it answered waits again, in its old place.

    `claim_id`: the claim's public id. Undoing it twice does nothing. Raises NoResultFound.
    """
    account_id = session.exec(select(LegacyClaim.account_id).where(LegacyClaim.public_id == claim_id)).one()
    registration = drafts.of_account(session, account_id, writing=True)
    claim = claims.find(session, claim_id)
    if claim.undone_at is None:
        claims.undo(session, claim, registration, staff, now)
        notes.write(session, claim.legacy_account_id, NoteKind.CLAIM_UNDONE, reason, staff, now)
        _reopen(session, claim)
    return claim


def purge(session: Session, now: datetime) -> None:
    """Forget what residents remembered half a year after it was answered; the claim stays."""
    session.exec(delete(LegacyQuestion).where(col(LegacyQuestion.answered_at) <= now - KEPT))


def _open(session: Session, public_id: str, version: int) -> tuple[LegacyQuestion, Registration]:
    """A question that waits as its page showed it, which nobody else changes until the transaction ends."""
    mine = select(LegacyQuestion).where(LegacyQuestion.public_id == public_id)
    account_id = session.exec(select(LegacyQuestion.account_id).where(LegacyQuestion.public_id == public_id)).one()
    registration = drafts.of_account(session, account_id, writing=True)
    question = session.exec(mine.with_for_update().execution_options(populate_existing=True)).one()
    if question.state != QuestionState.WAITING:
        raise AlreadyAnswered
    if question.version != version:
        raise AskedAnew
    return question, registration


def _answer(
    session: Session, question: LegacyQuestion, state: QuestionState, staff: StaffMember, now: datetime
) -> None:
    question.state, question.answered_at, question.staff_id = state, now, staff.id
    question.version += 1
    session.add(question)
    actor = Actor(ActorKind.STAFF, staff.public_id)
    subject_id = question.public_id
    audit.record(session, actor, f"legacy.{state}", subject="legacy-question", subject_id=subject_id, now=now)


def _reopen(session: Session, claim: LegacyClaim) -> None:
    """The question that this claim answered waits again; of two of an account, the newer one waits."""
    question = session.exec(select(LegacyQuestion).where(LegacyQuestion.claim_id == claim.id).with_for_update()).first()
    if question is None:
        return
    waits = _waiting_of(session, question.account_id) is None
    question.state = QuestionState.WAITING if waits else QuestionState.NOT_FOUND
    question.claim_id = None
    if waits:
        question.answered_at = question.staff_id = None
    question.version += 1
    session.add(question)


def _waiting_of(session: Session, account_id: int) -> LegacyQuestion | None:
    mine = select(LegacyQuestion).where(LegacyQuestion.account_id == account_id, _waits())
    return session.exec(mine.with_for_update().execution_options(populate_existing=True)).first()


def _waits() -> ColumnElement[bool]:
    return col(LegacyQuestion.state) == QuestionState.WAITING
