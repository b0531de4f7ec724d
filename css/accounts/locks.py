"""Wrong passwords, or codes of an app, in a row: ten lock a door for thirty minutes (Okta, OWASP).

An account has one door for all devices it was never signed in with, and one for each that it was: a stranger, from
however many addresses, can neither guess on nor lock the owner's own devices. Emails without an account have doors
alike.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from css.core import tokens
from css.core.db import take_turns
from css.models import FailureCount

WRONG_IN_A_ROW = 10
LOCKED_FOR = timedelta(minutes=30)
TELL_AGAIN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Door:
    """Where an email is tried: `kind` says whose and what is tried, `device` is the id of a known device or ""."""

    kind: str
    email_key: str
    device: str = ""

    @property
    def key(self) -> str:
        """A digest that names nobody."""
        return tokens.digest("lock", self.kind, self.email_key, self.device)

    @property
    def owner(self) -> str:
        """A digest that all doors of the email share."""
        return tokens.digest("lock", self.kind, self.email_key)


def is_locked(session: Session, door: Door, now: datetime) -> bool:
    """Whether the door is locked now. Parallel tries at one door wait for each other from here on, so all count."""
    take_turns(session, "lock", door.key)
    count = session.get(FailureCount, door.key)
    return bool(count and count.locked_until and count.locked_until > now)


def failed(session: Session, door: Door, now: datetime, *, locked_for: timedelta = LOCKED_FOR) -> bool:
    """Count a wrong try; the tenth in a row locks the door. Says whether it did."""
    count = session.get(FailureCount, door.key) or FailureCount(key=door.key, owner=door.owner, last_at=now)
    fresh = count.locked_until is not None and count.locked_until <= now
    count.wrong_in_a_row = 1 if fresh else count.wrong_in_a_row + 1
    locks = count.wrong_in_a_row >= WRONG_IN_A_ROW
    count.locked_until = now + locked_for if locks else None
    count.last_at = now
    session.add(count)
    return locks


def is_news(session: Session, door: Door, now: datetime) -> bool:
    """Whether the owner is to be told what happens at the door, which is noted.

    Once a day: a stranger who goes on for days is no reason for fifty mails.
    """
    count = session.get(FailureCount, door.key) or FailureCount(key=door.key, owner=door.owner, last_at=now)
    session.add(count)
    if count.told_at is not None and count.told_at > now - TELL_AGAIN_AFTER:
        return False
    count.told_at = count.last_at = now
    return True


def succeeded(session: Session, door: Door) -> None:
    """A right password: the row in a row ends."""
    session.exec(delete(FailureCount).where(col(FailureCount.key) == door.key))


def unlock(session: Session, door: Door) -> None:
    """Open every door of the email: whoever asks has proven the email, or has a new password."""
    session.exec(delete(FailureCount).where(col(FailureCount.owner) == door.owner))


def purge(session: Session, now: datetime) -> None:
    """Forget counts that nobody added to for a day: no door is locked for longer."""
    session.exec(delete(FailureCount).where(col(FailureCount.last_at) <= now - timedelta(days=1)))
