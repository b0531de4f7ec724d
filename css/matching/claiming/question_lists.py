"""The lists of questions that staff see: those that wait, oldest first, and those that are answered, newest first.

A page goes on from a row instead of skipping rows, and takes two queries however many there are.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, UnaryExpression, and_, or_
from sqlmodel import Session, col, select

from css.models import Account, LegacyQuestion, QuestionState, StaffMember

SIZE = 25
Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A question, who asked, and the name of whoever answered, or ""."""

    question: LegacyQuestion
    account: Account
    staff: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A page and where it goes on: `before` and `after` are public ids to ask for, or "" at an end."""

    rows: tuple[Row, ...]
    before: str = ""
    after: str = ""


def page(session: Session, *, answered: bool, after: str = "", before: str = "", size: int = SIZE) -> QuestionPage:
    """A page of what waits or is answered; it goes on from the row whose public id is given."""
    place = _place(session, after or before, answered)
    forward = place is None or bool(after)
    rows = _rows(session, answered, place, forward, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if not forward:
        if not more:  # a full first page, even where fewer came before that row
            return page(session, answered=answered, size=size)
        rows.reverse()
    earlier, later = (place is not None, more) if forward else (True, True)
    return QuestionPage(
        tuple(rows),
        before=rows[0].question.public_id if rows and earlier else "",
        after=rows[-1].question.public_id if rows and later else "",
    )


def _rows(session: Session, answered: bool, place: Place | None, forward: bool, most: int) -> list[Row]:
    ascends = answered != forward
    query = (
        select(LegacyQuestion, Account, StaffMember.name)
        .join(Account, col(Account.id) == col(LegacyQuestion.account_id))
        .outerjoin(StaffMember, col(StaffMember.id) == col(LegacyQuestion.staff_id))
        .where(_listed(answered), *([_beyond(place, answered, ascends)] if place else []))
        .order_by(*_order(answered, ascends))
        .limit(most)
    )
    return [Row(question, account, staff or "") for question, account, staff in session.exec(query).all()]


def _place(session: Session, public_id: str, answered: bool) -> Place | None:
    if not public_id:
        return None
    mine = select(_moment(answered), col(LegacyQuestion.id)).where(
        LegacyQuestion.public_id == public_id, _listed(answered)
    )
    return session.exec(mine).first()  # type: ignore[return-value]  # the id of a stored row


def _beyond(place: Place, answered: bool, ascends: bool) -> ColumnElement[bool]:
    (moment, number), at, id_ = place, _moment(answered), col(LegacyQuestion.id)
    if ascends:
        return and_(at >= moment, or_(at > moment, id_ > number))
    return and_(at <= moment, or_(at < moment, id_ < number))


def _order(answered: bool, ascends: bool) -> list[UnaryExpression[Any]]:
    columns = (_moment(answered), col(LegacyQuestion.id))
    return [one.asc() if ascends else one.desc() for one in columns]


def _moment(answered: bool) -> SQLColumnExpression[Any]:
    return col(LegacyQuestion.answered_at) if answered else col(LegacyQuestion.asked_at)


def _listed(answered: bool) -> ColumnElement[bool]:
    state = col(LegacyQuestion.state)
    return state != QuestionState.WAITING if answered else state == QuestionState.WAITING
