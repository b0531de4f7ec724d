"""Submitting: what follows once the last step is finished."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from css.jurisdictions import Jurisdiction
from css.models import Account, AccountState, Registration, Submission
from css.outbox import Mailer
from css.registrations import keys, reviews, signatures, snapshots
from css.registrations.drafts import ANSWER, NotADraft, NotYet
from css.registrations.steps import Way


def submit(
    session: Session,
    registration: Registration,
    jurisdiction: Jurisdiction,
    mailer: Mailer,
    *,
    language: str,
    answer: str = "",
    copy: Sequence[tuple[str, str]] = (),
    now: datetime,
) -> Account:
    """Take the draft as it stands: activate the account, or put it before staff, and mail what happens next.

    `answer` is what the resident says to the question that staff asked. `copy` is what was entered, label by label, for
    the receipt of what was signed.

    Raises NotADraft if it was submitted already (a double click does no harm), NotYet if a step is unfinished.
    """
    account = session.get_one(Account, registration.account_id)
    if account.state != AccountState.INCOMPLETE:
        raise NotADraft
    way = Way.of(registration)
    if not way.is_finished:
        raise NotYet(way.first_unfinished)
    registration.answers = {step: given for step, given in registration.answers.items() if step != ANSWER}
    submission = snapshots.take(session, registration, account, now)
    registration.submitted_at = now
    account.language = language
    keys.write(session, registration, account.email)
    _activate(session, account, submission, jurisdiction.activation, answer, now)
    mailer.queue(
        session,
        "registration-received" if account.state == AccountState.PENDING else "registration-approved",
        to=account.email,
        language=language,
        now=now,
        reference=registration.reference,
        message="",
    )
    signed = signatures.of(session, submission)
    if signed:
        signatures.mail_receipt(session, mailer, signed, language=language, copy=copy, now=now)
    return account


def _activate(
    session: Session, account: Account, submission: Submission, activation: str, answer: str, now: datetime
) -> None:
    if activation == "automatic":
        account.state = AccountState.ACTIVE
    else:
        account.state = AccountState.PENDING
        reviews.receive(session, submission, answer, now)
