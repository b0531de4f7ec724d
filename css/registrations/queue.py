"""The queue: reviews of one state, page by page, and how many there are in each state.

A page takes the same few queries whatever it shows, and about the same time among a thousand registrations as among
a hundred thousand: counts stop somewhere, and a page goes on from a row instead of skipping rows.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Select, UnaryExpression, and_, func, or_
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
from css.registrations import search, snapshots
from css.registrations.search import EVERYTHING, Search, capped, numbers

SIZE = 25
COUNTED = 1000
COUNTED_IN_SEARCH = 100
"""Counts of what very many have in common go no further."""
OLDEST_FIRST = frozenset({ReviewState.WAITING, ReviewState.MORE_INFORMATION})
"""What somebody waits for goes oldest first; what is decided, newest first."""

Found = tuple[Review, Submission, str]
Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One review in the queue: what was submitted, and the email that the account has now.

    `answered`: the resident answered a question; `reviewer`: who acted last, or "".
    """

    public_id: str
    registration_id: int
    reference: str
    name: str
    company: str
    email: str
    address: str
    state: ReviewState
    received_at: datetime
    changed_at: datetime
    answered: bool
    reviewer: str


@dataclass(frozen=True, slots=True)
class Count:
    """A number, or, with `more`, what is exceeded."""

    number: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page and where it goes on: `before` and `after` are public ids to ask for, or "" at an end.

    `counts` are those of what was searched for.
    """

    rows: tuple[Row, ...]
    counts: Mapping[ReviewState, Count]
    before: str = ""
    after: str = ""


def page(
    session: Session,
    state: ReviewState,
    text: str = "",
    *,
    after: str = "",
    before: str = "",
    size: int = SIZE,
) -> QueuePage:
    """A page of the reviews in this state that a text finds; it goes on from the row whose public id is given."""
    found = search.prepare(session, text)
    rows, earlier, later = _rows(session, state, found, after, before, size)
    shown = tuple(_described(session, rows))
    return QueuePage(
        rows=shown,
        counts=_counts(session, found),
        before=shown[0].public_id if shown and earlier else "",
        after=shown[-1].public_id if shown and later else "",
    )


def neighbours(session: Session, review: Review) -> tuple[str, str]:
    """The public ids of the reviews before and after this one in its own list, "" at an end."""
    return _beside(session, review, forward=False), _beside(session, review, forward=True)


def _rows(
    session: Session, state: ReviewState, found: Search, after: str, before: str, size: int
) -> tuple[list[Found], bool, bool]:
    """The reviews of a page, each with its account's email, and whether there are some before and after them."""
    place = _place(session, after or before)
    forward = place is None or bool(after)
    ids = _ids(state, found, place, forward).limit(size + 1)
    submitted = (
        select(Review, Submission, Account.email)
        .join(Submission, col(Submission.id) == col(Review.submission_id))
        .join(Registration, col(Registration.id) == col(Review.registration_id))
        .join(Account)
    )
    query = submitted.where(col(Review.id).in_(ids)).order_by(*_order(state, forward))
    rows = list(session.exec(query).all())
    more, rows = len(rows) > size, rows[:size]
    if forward:
        return rows, place is not None, more
    if not more:  # a full first page, even where fewer came before that row
        return _rows(session, state, found, "", "", size)
    return rows[::-1], True, True


def _place(session: Session, public_id: str) -> Place | None:
    if not public_id:
        return None
    place = select(Review.received_at, col(Review.id)).where(Review.public_id == public_id)
    return session.exec(place).first()  # type: ignore[return-value]  # the id of a stored row


def _ids(state: ReviewState, found: Search, place: Place | None, forward: bool) -> Select[int | None]:
    """The reviews to show in their order; they are sorted by themselves, without all that was submitted."""
    query = sqlalchemy.select(col(Review.id)).where(found.state == state, found.condition)
    if place:
        query = query.where(_beyond(place, _ascends(state, forward)))
    return query.order_by(*_order(state, forward))


def _beyond(place: Place, ascends: bool) -> ColumnElement[bool]:
    (moment, number), received, id_ = place, col(Review.received_at), col(Review.id)
    if ascends:
        return and_(received >= moment, or_(received > moment, id_ > number))
    return and_(received <= moment, or_(received < moment, id_ < number))


def _order(state: ReviewState, forward: bool) -> list[UnaryExpression[Any]]:
    columns = (col(Review.received_at), col(Review.id))
    return [one.asc() if _ascends(state, forward) else one.desc() for one in columns]


def _ascends(state: ReviewState, forward: bool) -> bool:
    return (state in OLDEST_FIRST) == forward


def _beside(session: Session, review: Review, *, forward: bool) -> str:
    assert review.id is not None
    place = (review.received_at, review.id)
    ids = _ids(ReviewState(review.state), EVERYTHING, place, forward).limit(1)
    return session.exec(select(Review.public_id).where(col(Review.id).in_(ids))).first() or ""


def _described(session: Session, rows: Sequence[Found]) -> Iterator[Row]:
    """The reviews with what was submitted and what has happened to them."""
    happened = _happened(session, [review.id for review, *_ in rows])
    for review, submission, email in rows:
        submitted = snapshots.read(submission)
        events = happened.get(review.id, [])
        yield Row(
            public_id=review.public_id,
            registration_id=review.registration_id,
            reference=submitted.reference,
            name=submitted.name or email,
            company=submitted.get("personal-info", "company"),
            email=email,
            address=submitted.get("address", "address"),
            state=ReviewState(review.state),
            received_at=review.received_at,
            changed_at=review.changed_at,
            answered=review.state == ReviewState.WAITING and ReviewEventKind.ANSWERED in dict(events),
            reviewer=next((name for _, name in reversed(events) if name), ""),
        )


def _happened(session: Session, review_ids: Sequence[int | None]) -> dict[int | None, list[tuple[str, str]]]:
    """For each review the kinds of what happened, oldest first, with the staff member's name or ""."""
    events = session.exec(
        select(ReviewEvent.review_id, ReviewEvent.kind, StaffMember.name)
        .outerjoin(StaffMember)
        .where(col(ReviewEvent.review_id).in_(review_ids))
        .order_by(col(ReviewEvent.id))
    ).all()
    happened: dict[int | None, list[tuple[str, str]]] = defaultdict(list)
    for review_id, kind, name in events:
        happened[review_id].append((kind, name or ""))
    return happened


def _counts(session: Session, found: Search) -> dict[ReviewState, Count]:
    """How many there are in each state: all that have a rare word at once, else state by state up to a limit."""
    if found.rare:
        grouped = sqlalchemy.select(found.state, func.count()).where(found.condition).group_by(found.state)
        counts = {ReviewState(state): count for state, count in session.connection().execute(grouped)}
        return {state: Count(counts.get(state, 0)) for state in ReviewState}
    most = COUNTED_IN_SEARCH if found.common else COUNTED
    every = sqlalchemy.select(col(Review.id)).where(found.condition)
    asked = [capped(every.where(col(Review.state) == state), most + 1) for state in ReviewState]
    return {
        state: Count(min(number, most), more=number > most)
        for state, number in zip(ReviewState, numbers(session, asked), strict=True)
    }
