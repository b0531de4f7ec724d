"""The record of a signature: who signed what, when and how; and whether it is still what was signed.

What 15 USC 7001 and 7006 ask of it: the consent as it was read, a signature attached to the record by its author, and a
record that can be kept and reproduced. The snapshot holds all of it, so that one fingerprint covers everything.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from css.core import tokens
from css.jurisdictions import ACKNOWLEDGEMENT, CONSENT, SIGNATURE, plain
from css.models import AcceptedText, Registration, Submission
from css.outbox import Mailer
from css.registrations import drawings, snapshots, texts
from css.registrations.drawings import Drawing
from css.registrations.snapshots import Submitted

ROWS_IN_MEMORY = 200
_NUMBER = re.compile(r"S\W*(\d{4})\W*([0-9A-Z]{4})\W*([0-9A-Z]{4})\W*$")


@dataclass(frozen=True, slots=True)
class Signature:
    """What was signed by whom. `drawing` is None where the name was typed."""

    submitted: Submitted
    consent: AcceptedText
    drawing: Drawing | None

    @property
    def name(self) -> str:
        """The name that was typed."""
        return self.submitted.get(SIGNATURE, "name")

    @property
    def at(self) -> datetime:
        """When, in UTC."""
        return self.submitted.submitted_at


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """A signed submission under its receipt's number.

    `fingerprint` is the SHA-256 (hexadecimal) of the snapshot as it was signed. `signature` is None where the record
    was changed since: what it says now is nobody's signature.
    """

    number: str
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
        return _grouped(self.fingerprint, 8)


def of(session: Session, submission: Submission | None) -> SignedRecord | None:
    """The record of a submission; None if there is none, or it was not signed."""
    return _read(session, submission, submission.receipt) if submission and submission.receipt else None


def newest(session: Session, registration: Registration) -> SignedRecord | None:
    """What the resident signed last; None where the city wants no signature."""
    if SIGNATURE not in registration.steps:
        return None
    assert registration.id is not None
    return of(session, snapshots.newest(session, registration.id))


def every(session: Session) -> Iterator[SignedRecord]:
    """All records, oldest first, a few at a time in memory."""
    signed = select(Submission).where(col(Submission.receipt).is_not(None)).order_by(col(Submission.id))
    for submission in session.exec(signed.execution_options(yield_per=ROWS_IN_MEMORY)):
        yield _read(session, submission, submission.receipt or "")
        session.expunge(submission)


def find(session: Session, number: str) -> Submission | None:
    """The submission that a receipt's number names, however it is written: people read it off paper, or aloud."""
    found = _NUMBER.search(number.upper())
    written = "S-{}-{}-{}".format(*found.groups()) if found else ""
    return session.exec(select(Submission).where(Submission.receipt == written)).first()


def check(session: Session, number: str, fingerprint: str) -> SignedRecord | None:
    """The record that a receipt speaks of; None where number and fingerprint are not of one record."""
    submission = find(session, number)
    given = "".join(fingerprint.split()).lower()
    return of(session, submission) if submission and tokens.same(given, submission.digest) else None


def mail_receipt(
    session: Session,
    mailer: Mailer,
    record: SignedRecord,
    *,
    language: str,
    copy: Sequence[tuple[str, str]],
    now: datetime,
) -> None:
    """Queue the resident's copy; `copy` is what was entered, label by label.

    The address is proven to be theirs, so what they entered may be said to it.
    """
    signature = record.signature
    assert signature is not None
    mailer.queue(
        session,
        "signature-receipt",
        to=signature.submitted.email,
        language=language,
        now=now,
        reference=signature.submitted.reference,
        number=record.number,
        fingerprint=" ".join(_grouped(record.fingerprint, 4)),  # six digits in a row would read as a code
        name=signature.name,
        drawn=signature.drawing is not None,
        version=signature.consent.version,
        agreed=plain(signature.consent.text),
        copy=copy,
    )


def _grouped(digits: str, size: int) -> list[str]:
    return [digits[at : at + size] for at in range(0, len(digits), size)]


def _read(session: Session, submission: Submission, number: str) -> SignedRecord:
    return SignedRecord(
        number=number,
        fingerprint=submission.digest,
        snapshot=submission.snapshot,
        signature=_signature(session, submission) if snapshots.is_unchanged(submission) else None,
    )


def _signature(session: Session, submission: Submission) -> Signature | None:
    """What the snapshot says; None where it can't be what was signed, whatever its digest says."""
    try:
        submitted = snapshots.parse(submission)
        strokes = submitted.get(SIGNATURE, "strokes")
        drawing = drawings.read(strokes) if strokes else None
        whole = submitted.receipt == submission.receipt and (drawing is None or drawing.is_signature)
    except ValueError:  # the snapshot and its digest were changed together
        return None
    consent = texts.unchanged(session, CONSENT, submitted.consent)
    acknowledgement = texts.unchanged(session, ACKNOWLEDGEMENT, submitted.acknowledgement)
    return Signature(submitted, consent, drawing) if consent and acknowledgement and whole else None
