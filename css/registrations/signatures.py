"""The record of a signature: who signed what, when and how; and whether it is still what was signed.

What 15 USC 7001 and 7006 ask of it: the consent as it was read, a signature attached to the record by its author, and a
record that can be kept and reproduced. The snapshot holds all of it, so that one fingerprint covers everything.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from css.core import tokens
from css.models import AcceptedText, Submission
from css.registrations import drawings, submissions, texts
from css.registrations.drawings import Drawing

FEW = 200


@dataclass(frozen=True, slots=True)
class Signature:
    """What was signed by whom. `drawing` is None where the name was typed."""

    reference: str
    name: str
    drawing: Drawing | None
    consent: AcceptedText
    at: datetime


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """A signed submission under its receipt's number.

    `fingerprint` is the SHA-256 (hexadecimal) of the snapshot as it was signed. `signature` is None where the record
    was changed since: what it says now is nobody's signature.
    """

    receipt: str
    fingerprint: str
    snapshot: str
    signature: Signature | None

    @property
    def is_unchanged(self) -> bool:
        """Whether it is still what was signed, byte for byte."""
        return self.signature is not None

    @property
    def groups(self) -> list[str]:
        """The fingerprint in groups of eight, to be read."""
        return [self.fingerprint[at : at + 8] for at in range(0, len(self.fingerprint), 8)]


def of(session: Session, submission: Submission | None) -> SignedRecord | None:
    """The record of a submission; None if there is none, or it was not signed."""
    return _read(session, submission, submission.receipt) if submission and submission.receipt else None


def every(session: Session) -> Iterator[SignedRecord]:
    """All records, oldest first, a few at a time in memory."""
    signed = select(Submission).where(col(Submission.receipt).is_not(None)).order_by(col(Submission.id))
    for submission in session.exec(signed.execution_options(yield_per=FEW)):
        yield _read(session, submission, submission.receipt or "")
        session.expunge(submission)


def _read(session: Session, submission: Submission, receipt: str) -> SignedRecord:
    return SignedRecord(
        receipt=receipt,
        fingerprint=submission.digest,
        snapshot=submission.snapshot,
        signature=_signature(session, submission),
    )


def find(session: Session, receipt: str) -> Submission | None:
    """The submission that a receipt's number names."""
    return session.exec(select(Submission).where(Submission.receipt == receipt)).first()


def check(session: Session, receipt: str, fingerprint: str) -> SignedRecord | None:
    """The record that a receipt speaks of; None where number and fingerprint are not of one record.

    Spaces and capitals do not matter: people read it off paper.
    """
    submission = find(session, "".join(receipt.split()).upper())
    given = "".join(fingerprint.split()).lower()
    return of(session, submission) if submission and tokens.same(given, submission.digest) else None


def _signature(session: Session, submission: Submission) -> Signature | None:
    if not submissions.is_unchanged(submission):
        return None
    kept: dict[str, Any] = json.loads(submission.snapshot)
    given = kept["answers"][texts.SIGNATURE]
    consent = session.get_one(AcceptedText, kept["consent"])
    if not texts.is_unchanged(consent):
        return None
    drawing = drawings.read(given["strokes"]) if given["strokes"] else None
    return Signature(kept["reference"], given["name"], drawing, consent, datetime.fromisoformat(kept["submitted_at"]))
