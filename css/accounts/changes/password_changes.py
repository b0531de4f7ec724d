"""A new password for an account: none of the last ten, everybody else is signed out, the owner is told.

Sources: seed 001 ("last 10 passwords"); OWASP ASVS 5 §6.2.3 and §7.4.3 (other sessions end).
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from css.accounts import locks, proofs, sessions
from css.accounts.locks import Door
from css.accounts.password.hashing import Hasher
from css.accounts.password.passwords import REMEMBERED
from css.models import Account, PasswordRecord
from css.outbox import Mailer


def remembered(session: Session, account_id: int) -> tuple[str, ...]:
    """The hashes of the account's last ten passwords, the newest first."""
    mine = select(PasswordRecord.password_hash).where(PasswordRecord.account_id == account_id)
    return tuple(session.exec(mine.order_by(col(PasswordRecord.id).desc()).limit(REMEMBERED)))


def is_reused(hasher: Hasher, hashes: Iterable[str], password: str) -> bool:
    """Whether the password is one of these. Each comparison takes its own turn, so that others get theirs between.

    Raises HasherBusy. It takes a while, so call it before any transaction.
    """
    return any(hasher.verify(one, password) for one in hashes)


def change(session: Session, account: Account, password_hash: str, *, mailer: Mailer, now: datetime) -> None:
    """Keep the new hash, end every session and every code, unlock the account, tell its owner.

    Whoever signs in with the old password just now waits for this transaction, and then has the wrong one. The caller
    opens a new session.
    """
    assert account.id is not None
    session.refresh(account, with_for_update=True)
    account.password_hash = password_hash
    session.add(PasswordRecord(account_id=account.id, password_hash=password_hash, created_at=now))
    session.flush()
    _forget_older(session, account.id)
    sessions.close_all(session, account.id)
    proofs.forget(session, account)
    locks.unlock(session, Door("resident", account.email_key))
    mailer.queue(session, "password-changed", to=account.email, language=account.language, now=now)


def _forget_older(session: Session, account_id: int) -> None:
    mine = select(PasswordRecord.id).where(PasswordRecord.account_id == account_id)
    kept = mine.order_by(col(PasswordRecord.id).desc()).limit(REMEMBERED)
    session.exec(
        delete(PasswordRecord).where(col(PasswordRecord.account_id) == account_id, col(PasswordRecord.id).not_in(kept))
    )
