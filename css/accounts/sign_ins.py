"""Signing in with a password. Known and unknown emails take the same path and the same time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, select

from css.accounts import gate, locks
from css.accounts.emails import email_key
from css.models import Account


class Refusal(StrEnum):
    """Why nobody was let in. WRONG says nothing of whether the email has an account."""

    WRONG = "wrong"
    LOCKED = "locked"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class PasswordTry:
    """An email and a password, the second already compared (which takes a while, so before any transaction)."""

    email: str
    account_id: int | None
    right: bool


def stored_password(session: Session, email: str) -> tuple[int | None, str | None]:
    """The account of this email and its password hash, or two Nones."""
    mine = select(Account.id, Account.password_hash).where(Account.email_key == email_key(email))
    return session.exec(mine).first() or (None, None)


def attempt(session: Session, tried: PasswordTry, *, keep: bool, device: str, now: datetime) -> gate.Entry | Refusal:
    """Count the try and let in through the gate whoever was right. The caller commits whatever comes of it."""
    key = locks.key_of("resident", email_key(tried.email))
    if locks.is_locked(session, key, now):
        return Refusal.LOCKED
    account = session.get(Account, tried.account_id) if tried.right else None
    if account is None:
        locks.failed(session, key, now)
        return Refusal.WRONG
    locks.succeeded(session, key)
    entry = gate.enter(session, account, keep=keep, device=device, now=now)
    return entry if entry.token else Refusal.DEACTIVATED
