"""The snapshot: everything a resident submitted, as one text that never changes, and its SHA-256."""

import json
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from css.core import tokens
from css.jurisdictions import SIGNATURE
from css.models import AcceptedText, Account, Answers, Registration, Submission

UNREADABLE = "–"


class Submitted(BaseModel):
    """What a resident submitted, read from the snapshot."""

    model_config = ConfigDict(frozen=True)

    reference: str
    email: str
    steps: tuple[str, ...]
    answers: Answers
    acknowledgement: str
    consent: str | None = None  # snapshots older than the signature have neither
    receipt: str | None = None
    submitted_at: datetime

    def get(self, step: str, field: str) -> str:
        """One answer, "" if it was not given."""
        return self.answers.get(step, {}).get(field, "")

    @property
    def name(self) -> str:
        """All names in one line; "" where none was given."""
        parts = (self.get("personal-info", part) for part in ("first_name", "middle_name", "last_name"))
        return " ".join(part for part in parts if part)


def take(session: Session, registration: Registration, account: Account, now: datetime) -> Submission:
    """Write down everything as it stands now; with a receipt's number where it is signed."""
    assert registration.id is not None
    receipt = tokens.new_receipt(now.year) if SIGNATURE in registration.steps else None
    everything = {
        "reference": registration.reference,
        "email": account.email,
        "steps": registration.steps,
        "answers": registration.answers,
        "acknowledgement": registration.acknowledgement,
        "consent": registration.consent,
        "texts": [_told(session, one) for one in (registration.acknowledgement, registration.consent) if one],
        "receipt": receipt,
        "submitted_at": now.isoformat(),
    }
    text = json.dumps(everything, ensure_ascii=False, sort_keys=True)
    submission = Submission(
        registration_id=registration.id,
        snapshot=text,
        digest=tokens.digest(text),
        receipt=receipt,
        submitted_at=now,
    )
    session.add(submission)
    session.flush()
    return submission


def _told(session: Session, digest: str) -> dict[str, str]:
    """A text that was accepted, so that the snapshot can be read by itself."""
    text = session.get_one(AcceptedText, digest)
    return {"kind": text.kind, "version": text.version, "language": text.language, "text": text.text}


def parse(submission: Submission) -> Submitted:
    """The snapshot as an object. Raises ValueError where somebody has made it something else."""
    return Submitted.model_validate_json(submission.snapshot)


def read(submission: Submission) -> Submitted:
    """The snapshot as an object; one that says nothing where it can't be read, so that a damaged row breaks no list."""
    try:
        return parse(submission)
    except ValueError:
        return _unreadable(submission.submitted_at)


def _unreadable(at: datetime) -> Submitted:
    return Submitted(reference="", email=UNREADABLE, steps=(), answers={}, acknowledgement="", submitted_at=at)


def is_unchanged(submission: Submission) -> bool:
    """Whether the snapshot is still the one that was submitted, byte for byte."""
    return tokens.same(submission.digest, tokens.digest(submission.snapshot))


def newest(session: Session, registration_id: int) -> Submission | None:
    """What was submitted last."""
    mine = select(Submission).where(Submission.registration_id == registration_id)
    return session.exec(mine.order_by(col(Submission.id).desc())).first()
