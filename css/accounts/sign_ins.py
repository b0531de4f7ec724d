"""Signing in with a password. Known and unknown emails take the same path and the same time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import Session, col, select

from css.accounts import gate, locks
from css.accounts.emails import email_key
from css.models import Account, PasswordRecord


class Refusal(StrEnum):
    """Why nobody was let in. WRONG says nothing of whether the email has an account."""

    WRONG = "wrong"
    LOCKED = "locked"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class PasswordTry:
    """An email and a password, the second already compared (which takes a while, so before any transaction).

    `compared`: the stored hash; `renewed`: the one to keep in its place, where today's parameters are stronger.
    """

    email: str
    account_id: int | None
    right: bool
    compared: str | None = None
    renewed: str | None = None


def stored_password(session: Session, email: str) -> tuple[int | None, str | None]:
    """The account of this email and its password hash, or two Nones."""
    mine = select(Account.id, Account.password_hash).where(Account.email_key == email_key(email))
    return session.exec(mine).first() or (None, None)


def attempt(
    session: Session, tried: PasswordTry, *, keep: bool, device: str, now: datetime, replaced: str | None
) -> gate.Entry | Refusal:
    """Count the try and let in through the gate whoever was right. The caller commits whatever comes of it.

    `replaced`: the token of the session that this browser had.
    """
    key = locks.key_of("resident", email_key(tried.email))
    if locks.is_locked(session, key, now):
        return Refusal.LOCKED
    account = session.get(Account, tried.account_id) if tried.right else None
    if account is None:
        locks.failed(session, key, now)
        return Refusal.WRONG
    locks.succeeded(session, key)
    if tried.renewed:
        _renew(session, tried)
    entry = gate.enter(session, account, keep=keep, device=device, now=now, replaced=replaced)
    return entry if entry.token else Refusal.DEACTIVATED


def _renew(session: Session, tried: PasswordTry) -> None:
    """Keep the stronger hash, unless the password has changed since it was compared."""
    for table, owner in ((Account, Account.id), (PasswordRecord, PasswordRecord.account_id)):
        mine = (col(owner) == tried.account_id, col(table.password_hash) == tried.compared)
        session.exec(update(table).where(*mine).values(password_hash=tried.renewed))
