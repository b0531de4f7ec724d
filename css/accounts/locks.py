"""Wrong passwords in a row: ten lock a key for thirty minutes (Okta, OWASP).

A key is a digest: of an email, whether it has an account or not, so that unknown emails lock alike.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from css.core import tokens
from css.core.db import take_turns
from css.models import FailureCount

WRONG_IN_A_ROW = 10
LOCKED_FOR = timedelta(minutes=30)


def key_of(kind: str, email_key: str) -> str:
    """The key of an email at one door, resident's or staff's."""
    return tokens.digest("lock", kind, email_key)


def is_locked(session: Session, key: str, now: datetime) -> bool:
    """Whether the key is locked now. Parallel tries on one key wait for each other from here on, so all count."""
    take_turns(session, "lock", key)
    count = session.get(FailureCount, key)
    return bool(count and count.locked_until and count.locked_until > now)


def failed(session: Session, key: str, now: datetime) -> None:
    """Count a wrong password; the tenth in a row locks the key."""
    count = session.get(FailureCount, key) or FailureCount(key=key, last_at=now)
    fresh = count.locked_until is not None and count.locked_until <= now
    count.wrong_in_a_row = 1 if fresh else count.wrong_in_a_row + 1
    count.locked_until = now + LOCKED_FOR if count.wrong_in_a_row >= WRONG_IN_A_ROW else None
    count.last_at = now
    session.add(count)


def succeeded(session: Session, key: str) -> None:
    """A right password: the row in a row ends."""
    session.exec(delete(FailureCount).where(col(FailureCount.key) == key))


def purge(session: Session, now: datetime) -> None:
    """Forget counts that nobody added to for a day."""
    session.exec(delete(FailureCount).where(col(FailureCount.last_at) <= now - timedelta(days=1)))
