"""The books of delivery: who sends which message, and what became of each try (docs/decisions/ says why).

A message is claimed by a lease, sent outside any transaction, and the result recorded only by who holds the lease.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, select

from css.core.db import Database
from css.core.tokens import new_public_id
from css.models import DeliveryState, OutboxMessage
from css.outbox.errors import Rejected, TransportError, Unanswered

LEASE = timedelta(minutes=3)
"""Longer than a try can take: some ten commands at TIMEOUT each, and DATA_TIMEOUT."""
BACK_OFF = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)
"""The wait after the first, second … try; the last one repeats until the message's `give_up_at`."""
AGAIN_AFTER_NO_ANSWER = timedelta(minutes=1)


def claim(database: Database, now: datetime) -> OutboxMessage | None:
    """Take the message that waits longest, for LEASE; None if nothing is due. What goes to many waits for all others.

    The row comes back detached. Messages that are past trying are ended on the way.
    """
    with database.writing() as session:
        while message := _next_due(session, now):
            if _may_be_tried(message, now):
                break
            _give_up(message, now)
            session.flush()
        if message:
            message.tries += 1
            message.lease, message.leased_until = new_public_id(), now + LEASE
            session.add(message)
        session.commit()
    return message


def _next_due(session: Session, now: datetime) -> OutboxMessage | None:
    free = or_(col(OutboxMessage.leased_until).is_(None), col(OutboxMessage.leased_until) <= now)
    due = select(OutboxMessage).where(col(OutboxMessage.ended_at).is_(None), OutboxMessage.due_at <= now, free)
    # On PostgreSQL the others pass over a row that is being claimed; on SQLite they wait for their turn to write.
    to_many = col(OutboxMessage.unsubscribe) != ""
    oldest = due.order_by(to_many, col(OutboxMessage.due_at), col(OutboxMessage.id)).limit(1)
    return session.exec(oldest.with_for_update(skip_locked=True)).first()


def _may_be_tried(message: OutboxMessage, now: datetime) -> bool:
    if message.leased_until is not None:  # the worker that claimed it died: nobody knows how far it came
        if message.state == DeliveryState.UNCERTAIN:
            return False
        message.state, message.last_error = DeliveryState.UNCERTAIN, "the worker did not return"
    if now >= message.give_up_at:
        message.last_error = message.last_error or "too late to send"
        return False
    return True


def settle(database: Database, message: OutboxMessage, error: TransportError | None, now: datetime) -> None:
    """Record what became of a try, `error` None meaning that the server took the mail.

    Does nothing when the lease has passed to somebody else meanwhile.
    """
    with database.writing() as session:
        mine = select(OutboxMessage).where(OutboxMessage.id == message.id, OutboxMessage.lease == message.lease)
        row = session.exec(mine.with_for_update()).first()
        if row:
            _record(row, error, now)
        session.commit()


def _record(row: OutboxMessage, error: TransportError | None, now: datetime) -> None:
    row.leased_until = None
    row.last_error = str(error or "")
    if error is None:
        row.state = DeliveryState.SENT
        _close(row, now)
    elif isinstance(error, Unanswered):
        once_more = row.state != DeliveryState.UNCERTAIN
        row.state = DeliveryState.UNCERTAIN
        _try_again(row, AGAIN_AFTER_NO_ANSWER, now) if once_more else _close(row, now)
    elif isinstance(error, Rejected):
        _give_up(row, now)
    else:
        _try_again(row, BACK_OFF[min(row.tries, len(BACK_OFF)) - 1], now)


def _try_again(row: OutboxMessage, wait: timedelta, now: datetime) -> None:
    row.due_at = now + wait
    if row.due_at >= row.give_up_at:
        _give_up(row, now)


def _give_up(row: OutboxMessage, now: datetime) -> None:
    if row.state != DeliveryState.UNCERTAIN:  # one that may have arrived has not failed
        row.state = DeliveryState.FAILED
    _close(row, now)


def _close(row: OutboxMessage, now: datetime) -> None:
    row.ended_at, row.leased_until = now, None
    row.text = row.html = ""
