"""Possible duplicates: other registrations with the same phone, or the same name and address."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from css.matching.scoring import Comparison, Person, Reason, compare, score
from css.models import Account, AccountState, Registration, RegistrationKey, Review, Submission
from css.registrations import submissions

MOST_COUNTED = 9
"""Counts stop above it: a number that many share (an office, a test) must not slow the queue."""
MOST_LOOKED_AT = 50
MOST_SHOWN = 4

Other = tuple[Registration, Account, Submission, Review | None]
_mine, _theirs = aliased(RegistrationKey), aliased(RegistrationKey)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the same person, compared with the registration; `review` is a public id, or ""."""

    name: str
    reference: str
    state: AccountState
    submitted_at: datetime
    review: str
    reasons: tuple[Reason, ...]
    score: int
    rows: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The likest, most alike first, and how many more there are (at least, if there are very many)."""

    shown: tuple[Candidate, ...]
    more: int


def candidates(session: Session, registration_id: int) -> Candidates:
    """Who may be the same person as this registration's, by what was submitted last."""
    reasons = _reasons(session, registration_id)
    here = submissions.newest(session, registration_id)
    if here is None or not reasons:
        return Candidates((), 0)
    person = _person(here)
    found = [_candidate(person, reasons[other[0].id], other) for other in _others(session, reasons)]
    found.sort(key=lambda one: (-one.score, one.submitted_at, one.reference))
    return Candidates(tuple(found[:MOST_SHOWN]), len(found) - len(found[:MOST_SHOWN]))


def counts(session: Session, registration_ids: Sequence[int]) -> dict[int, int]:
    """How many possible duplicates each registration has, in one query; MOST_COUNTED + 1 means more."""
    same = (
        sqlalchemy.select(col(_theirs.registration_id))
        .join(_mine, _shared())
        .where(col(_mine.registration_id) == col(Registration.id))
        .distinct()
        .limit(MOST_COUNTED + 1)
        .correlate(Registration)
        .subquery()
    )
    number = sqlalchemy.select(func.count()).select_from(same).scalar_subquery()
    query = sqlalchemy.select(col(Registration.id), number).where(col(Registration.id).in_(registration_ids))
    return {int(one): int(count) for one, count in session.connection().execute(query)}


def _shared() -> ColumnElement[bool]:
    return and_(
        col(_theirs.kind) == col(_mine.kind),
        col(_theirs.value) == col(_mine.value),
        col(_mine.kind).in_(list(Reason)),
        col(_theirs.registration_id) != col(_mine.registration_id),
    )


def _reasons(session: Session, registration_id: int) -> Mapping[int | None, tuple[Reason, ...]]:
    """Which other registrations share a key with this one, and which keys; the newest of very many."""
    query = (
        sqlalchemy.select(col(_theirs.registration_id), col(_theirs.kind))
        .join(_mine, _shared())
        .where(col(_mine.registration_id) == registration_id)
        .distinct()
        .order_by(col(_theirs.registration_id).desc())
        .limit(MOST_LOOKED_AT)
    )
    found: dict[int | None, set[Reason]] = defaultdict(set)
    for other, kind in session.connection().execute(query):
        found[other].add(Reason(kind))
    return {other: tuple(sorted(kinds)) for other, kinds in found.items()}


def _others(session: Session, reasons: Mapping[int | None, tuple[Reason, ...]]) -> Sequence[Other]:
    """Each with its account, its last submission and its last review."""
    last = select(func.max(Submission.id)).where(Submission.registration_id == Registration.id)
    review = select(func.max(Review.id)).where(Review.registration_id == Registration.id)
    return session.exec(
        select(Registration, Account, Submission, Review)
        .join(Account)
        .join(Submission, col(Submission.id) == last.correlate(Registration).scalar_subquery())
        .outerjoin(Review, col(Review.id) == review.correlate(Registration).scalar_subquery())
        .where(col(Registration.id).in_(list(reasons)))
    ).all()


def _candidate(here: Person, reasons: tuple[Reason, ...], other: Other) -> Candidate:
    registration, account, submission, review = other
    there = _person(submission)
    return Candidate(
        name=there.name or there.email,
        reference=registration.reference,
        state=AccountState(account.state),
        submitted_at=submission.submitted_at,
        review=review.public_id if review else "",
        reasons=reasons,
        score=score(here, there),
        rows=compare(here, there),
    )


def _person(submission: Submission) -> Person:
    submitted = submissions.read(submission)
    return Person(
        name=submitted.name,
        email=submitted.email,
        phones=tuple(submitted.get("personal-info", one) for one in ("contact_phone", "mobile_phone")),
        company=submitted.get("personal-info", "company"),
        address=submitted.get("address", "address"),
        city=submitted.get("address", "city"),
        zip_code=submitted.get("address", "zip_code"),
    )
