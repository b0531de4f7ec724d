"""Signing in with a password. Known and unknown emails take the same path and the same time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from babel.lists import format_list
from sqlalchemy import update
from sqlmodel import Session, col, select

from css.accounts import identities, locks
from css.accounts.emails import email_key
from css.accounts.locks import Door
from css.core.providers import Provider
from css.models import Account, PasswordRecord
from css.outbox import Mailer


class Refusal(StrEnum):
    """Why nobody was let in. WRONG says nothing of whether the email has an account."""

    WRONG = "wrong"
    LOCKED = "locked"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept under an email; all empty where it has no account."""

    account_id: int | None = None
    public_id: str = ""
    password_hash: str | None = None


@dataclass(frozen=True, slots=True)
class PasswordTry:
    """An email and a password, the second already compared (which takes a while, so before any transaction).

    `device`: the id of a device that the account was signed in with before, or ""; `renewed`: the hash to keep in
    place of the stored one, where today's parameters are stronger; `buttons`: the providers that have one, None where
    the owner is signed in.
    """

    email: str
    stored: Stored
    right: bool
    device: str = ""
    renewed: str | None = None
    buttons: Collection[Provider] | None = None

    @property
    def door(self) -> Door:
        """Where it is tried."""
        return Door("resident", email_key(self.email), self.device)


def stored(session: Session, email: str) -> Stored:
    """What is kept under this email."""
    mine = select(Account.id, Account.public_id, Account.password_hash).where(Account.email_key == email_key(email))
    found = session.exec(mine).first()
    return Stored(*found) if found else Stored()


def attempt(session: Session, tried: PasswordTry, mailer: Mailer, now: datetime) -> Account | Refusal:
    """Count the try; whoever was right is the account, to be let in through the gate. The caller commits either way.

    The try that locks is told to the owner.
    """
    if locks.is_locked(session, tried.door, now):
        return Refusal.LOCKED
    account = _account(session, tried)
    # The password may have been changed while it was compared.
    if account is None or not tried.right or account.password_hash != tried.stored.password_hash:
        locked = locks.failed(session, tried.door, now)
        session.flush()
        if account and account.password_hash is None and tried.buttons is not None:
            _tell_buttons(session, account, tried.buttons, mailer, now)
        if not locked:
            return Refusal.WRONG
        if account and locks.is_news(session, tried.door, now):
            mailer.queue(session, "account-locked", to=account.email, language=account.language, now=now)
        return Refusal.LOCKED
    locks.succeeded(session, tried.door)
    if tried.renewed:
        _renew(session, tried)
    return account


def _account(session: Session, tried: PasswordTry) -> Account | None:
    """The account, which nobody else changes until the transaction ends."""
    owner = tried.stored.account_id
    return session.get(Account, owner, with_for_update=True, populate_existing=True) if owner else None


def _tell_buttons(
    session: Session, account: Account, buttons: Collection[Provider], mailer: Mailer, now: datetime
) -> None:
    """Once a day: an account without a password can't be signed in to with one, whoever forgot that.

    On the page it is wrong as everybody's is, or it would tell which emails have an account.
    """
    assert account.id is not None
    if not locks.is_news(session, Door("no password", account.email_key), now):
        return
    theirs = {one.provider for one in identities.of(session, account.id)}
    brands = format_list([one.brand for one in Provider if one in buttons and one in theirs], "or", account.language)
    mailer.queue(session, "no-password", to=account.email, language=account.language, now=now, brands=brands)


def _renew(session: Session, tried: PasswordTry) -> None:
    """Keep the stronger hash, unless the password has changed since it was compared."""
    for table, owner in ((Account, Account.id), (PasswordRecord, PasswordRecord.account_id)):
        mine = (col(owner) == tried.stored.account_id, col(table.password_hash) == tried.stored.password_hash)
        session.exec(update(table).where(*mine).values(password_hash=tried.renewed))
