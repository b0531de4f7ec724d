"""Possible duplicates: other registrations with the same phone, or the same name and address."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlalchemy import Select, and_, case, false, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from css.matching.scoring import Comparison, Person, Reason, compare, score
from css.models import Account, AccountState, Registration, RegistrationKey, Review, Submission
from css.registrations import snapshots

MOST_COUNTED = 9
"""Counts stop above it: a number that many share (an office, a test) must not slow the queue."""
MOST_LOOKED_AT = 50
MOST_SHOWN = 4

Other = tuple[Registration, Account, Submission, Review | None]
_mine, _theirs, _others_of = aliased(RegistrationKey), aliased(RegistrationKey), aliased(RegistrationKey)


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
    here = snapshots.newest(session, registration_id)
    if here is None or not reasons:
        return Candidates((), 0)
    person = _person(here, _email(session, registration_id))
    found = [_candidate(person, reasons[other[0].id], other) for other in _others(session, reasons)]
    found.sort(key=lambda one: (-one.score, one.submitted_at, one.reference))
    return Candidates(tuple(found[:MOST_SHOWN]), len(found) - len(found[:MOST_SHOWN]))


def counts(session: Session, registration_ids: Sequence[int]) -> dict[int, int]:
    """How many possible duplicates each registration has, in one query; MOST_COUNTED + 1 means more.

    Who shares two keys is counted once. A key that very many share is not followed: it is only counted, up to there.
    """
    mine = _keys_and_how_many_share_them(registration_ids).cte("mine")
    followed = case((mine.c.others <= MOST_COUNTED, mine.c.value))
    shared = and_(
        col(_theirs.kind) == mine.c.kind,
        col(_theirs.value) == followed,
        col(_theirs.registration_id) != mine.c.registration_id,
    )
    query = (
        sqlalchemy.select(
            mine.c.registration_id, func.max(mine.c.others), func.count(col(_theirs.registration_id).distinct())
        )
        .select_from(mine.outerjoin(_theirs, shared))
        .group_by(mine.c.registration_id)
    )
    found = {
        one: min(max(others if others > MOST_COUNTED else 0, count), MOST_COUNTED + 1)
        for one, others, count in session.connection().execute(query)
    }
    return {one: found.get(one, 0) for one in registration_ids}


def _keys_and_how_many_share_them(registration_ids: Sequence[int]) -> Select[int, str, str, int]:
    shared = sqlalchemy.select(col(_others_of.id)).where(
        col(_others_of.kind) == col(_mine.kind),
        col(_others_of.value) == col(_mine.value),
        col(_others_of.registration_id) != col(_mine.registration_id),
    )
    some = shared.limit(MOST_COUNTED + 1).correlate(_mine).subquery()
    number = sqlalchemy.select(func.count()).select_from(some).scalar_subquery()
    return sqlalchemy.select(
        col(_mine.registration_id), col(_mine.kind), col(_mine.value), number.label("others")
    ).where(col(_mine.registration_id).in_(registration_ids), col(_mine.kind).in_(list(Reason)))


def _reasons(session: Session, registration_id: int) -> Mapping[int | None, tuple[Reason, ...]]:
    """Which other registrations share a key with this one, and which keys; some of very many."""
    own = select(RegistrationKey.kind, RegistrationKey.value).where(
        RegistrationKey.registration_id == registration_id, col(RegistrationKey.kind).in_(list(Reason))
    )
    same = [
        and_(col(RegistrationKey.kind) == kind, col(RegistrationKey.value) == value)
        for kind, value in session.exec(own).all()
    ]
    others = (
        select(RegistrationKey.registration_id, RegistrationKey.kind)
        .where(or_(false(), *same), RegistrationKey.registration_id != registration_id)
        .limit(MOST_LOOKED_AT)
    )
    found: dict[int | None, set[Reason]] = defaultdict(set)
    for other, kind in session.exec(others).all():
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
    there = _person(submission, account.email)
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


def _email(session: Session, registration_id: int) -> str:
    return session.exec(select(Account.email).join(Registration).where(Registration.id == registration_id)).one()


def _person(submission: Submission, email: str) -> Person:
    """Who submitted it, with the email that the account has now."""
    submitted = snapshots.read(submission)
    return Person(
        name=submitted.name,
        email=email,
        phones=tuple(submitted.get("personal-info", one) for one in ("contact_phone", "mobile_phone")),
        company=submitted.get("personal-info", "company"),
        address=submitted.get("address", "address"),
        city=submitted.get("address", "city"),
        zip_code=submitted.get("address", "zip_code"),
    )
