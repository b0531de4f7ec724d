"""Whoever has an authenticator app is asked for its code after the password, or after another first proof.

Until then there is no session: a row says which browser has come half-way, for ten minutes.
"""

from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import delete
from sqlmodel import Session, col, select

from css.accounts.owners import Owner
from css.core import tokens
from css.models import Account, SecondStep, StaffMember

LIFETIME = timedelta(minutes=10)

Who = TypeVar("Who", Account, StaffMember)


def begin(session: Session, owner: Owner, *, keep: bool = False, now: datetime) -> str:
    """This browser has given the first proof; returns its secret."""
    token = tokens.new_token()
    session.add(SecondStep(token_hash=tokens.digest(token), keep=keep, created_at=now, **owner.columns))
    return token


def find(session: Session, whose: type[Who], token: str, now: datetime) -> tuple[SecondStep, Who] | None:
    """What a resident, or somebody of the staff, began in this browser, and who it was; None where it is over."""
    mine = select(SecondStep, whose).join(whose).where(SecondStep.token_hash == tokens.digest(token))
    return session.exec(mine.where(SecondStep.created_at > now - LIFETIME)).first()


def forget(session: Session, owner: Owner) -> None:
    """Nobody is half-way any more, in whichever browser."""
    session.exec(delete(SecondStep).where(owner.has(SecondStep)))


def purge(session: Session, now: datetime) -> None:
    """Delete what is over."""
    session.exec(delete(SecondStep).where(col(SecondStep.created_at) <= now - LIFETIME))
