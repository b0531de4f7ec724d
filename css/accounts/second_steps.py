"""Whoever has an authenticator app is asked for its code after the password, or after another first proof.

Until then there is no session: a row says which browser has come half-way, for ten minutes.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from css.accounts import owners
from css.accounts.owners import Owner
from css.core import tokens
from css.models import Account, SecondStep

LIFETIME = timedelta(minutes=10)


def begin(session: Session, owner: Owner, *, keep: bool = False, now: datetime) -> str:
    """This browser has given the first proof; returns its secret."""
    token = tokens.new_token()
    session.add(SecondStep(token_hash=tokens.digest(token), keep=keep, created_at=now, **owner.columns))
    return token


def find(session: Session, token: str, now: datetime) -> SecondStep | None:
    """What was begun in this browser, if it is not over."""
    mine = select(SecondStep).where(SecondStep.token_hash == tokens.digest(token))
    return session.exec(mine.where(SecondStep.created_at > now - LIFETIME)).first()


def claim(session: Session, token: str, now: datetime) -> tuple[SecondStep, Account] | None:
    """What a resident began in this browser; nobody else finishes or forgets it until the transaction ends."""
    begun = find(session, token, now)
    account = session.get(Account, begun.account_id) if begun and begun.account_id else None
    if account is None:
        return None
    owners.of_account(account).lock(session)
    still = find(session, token, now)  # unless another window was quicker
    return (still, account) if still else None


def forget(session: Session, owner: Owner) -> None:
    """Nobody is half-way any more, in whichever browser."""
    session.exec(delete(SecondStep).where(owner.has(SecondStep)))


def purge(session: Session, now: datetime) -> None:
    """Delete what is over."""
    session.exec(delete(SecondStep).where(col(SecondStep.created_at) <= now - LIFETIME))
