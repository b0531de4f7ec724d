"""Submitting: the snapshot that never changes, and what follows from it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from css.core import tokens
from css.jurisdictions import Jurisdiction
from css.models import AcceptedText, Account, AccountState, Answers, Registration, Submission
from css.outbox import Mailer
from css.registrations import keys, reviews, texts
from css.registrations.drafts import ANSWER, NotADraft, NotYet
from css.registrations.steps import Way


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a resident submitted, read from the snapshot."""

    reference: str
    email: str
    answers: Answers
    acknowledgement: str
    consent: str | None
    submitted_at: datetime

    def get(self, step: str, field: str) -> str:
        """One answer, "" if it was not given."""
        return self.answers.get(step, {}).get(field, "")

    @property
    def name(self) -> str:
        """All names in one line; "" where none was given."""
        parts = (self.get("personal-info", part) for part in ("first_name", "middle_name", "last_name"))
        return " ".join(part for part in parts if part)


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
    submission = _snapshot(session, registration, account, now)
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
    if submission.receipt:
        _mail_receipt(session, mailer, submission, account, copy, now)
    return account


def _mail_receipt(
    session: Session,
    mailer: Mailer,
    submission: Submission,
    account: Account,
    copy: Sequence[tuple[str, str]],
    now: datetime,
) -> None:
    """The resident's copy. The address is proven to be theirs, so what they entered may be said to it."""
    submitted = read(submission)
    consent = session.get_one(AcceptedText, submitted.consent)
    mailer.queue(
        session,
        "signature-receipt",
        to=account.email,
        language=account.language,
        now=now,
        reference=submitted.reference,
        receipt=submission.receipt,
        # In fours: six digits in a row read as a code.
        fingerprint=" ".join(submission.digest[at : at + 4] for at in range(0, len(submission.digest), 4)),
        name=submitted.get(texts.SIGNATURE, "name"),
        drawn=bool(submitted.get(texts.SIGNATURE, "strokes")),
        version=consent.version,
        agreed=consent.text.replace("**", ""),
        copy=copy,
    )


def read(submission: Submission) -> Submitted:
    """The snapshot as an object."""
    kept: dict[str, Any] = json.loads(submission.snapshot)
    return Submitted(
        reference=kept["reference"],
        email=kept["email"],
        answers=kept["answers"],
        acknowledgement=kept["acknowledgement"],
        consent=kept.get("consent"),  # snapshots older than the signature have none
        submitted_at=submission.submitted_at,
    )


def is_unchanged(submission: Submission) -> bool:
    """Whether the snapshot is still the one that was submitted, byte for byte."""
    return tokens.same(submission.digest, tokens.digest(submission.snapshot))


def newest(session: Session, registration_id: int) -> Submission | None:
    """What was submitted last."""
    mine = select(Submission).where(Submission.registration_id == registration_id)
    return session.exec(mine.order_by(col(Submission.id).desc())).first()


def _snapshot(session: Session, registration: Registration, account: Account, now: datetime) -> Submission:
    assert registration.id is not None
    everything = {
        "reference": registration.reference,
        "email": account.email,
        "steps": registration.steps,
        "answers": registration.answers,
        "acknowledgement": registration.acknowledgement,
        "consent": registration.consent,
        "submitted_at": now.isoformat(),
    }
    text = json.dumps(everything, ensure_ascii=False, sort_keys=True)
    submission = Submission(
        registration_id=registration.id,
        snapshot=text,
        digest=tokens.digest(text),
        receipt=tokens.new_receipt(now.year) if texts.SIGNATURE in registration.steps else None,
        submitted_at=now,
    )
    session.add(submission)
    session.flush()
    return submission


def _activate(
    session: Session, account: Account, submission: Submission, activation: str, answer: str, now: datetime
) -> None:
    if activation == "automatic":
        account.state = AccountState.ACTIVE
    else:
        account.state = AccountState.PENDING
        reviews.receive(session, submission, answer, now)
