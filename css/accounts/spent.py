"""What was signed or sealed by us and works once: its digest is kept from its use until it would be too old anyway."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from css.core import tokens
from css.core.db import take_turns
from css.models import SpentChallenge


def is_spent(session: Session, *what: str) -> bool:
    """Whether it was used. Parallel uses wait for each other from here on."""
    digest = tokens.digest("spent", *what)
    take_turns(session, "spent", digest)
    return session.get(SpentChallenge, digest) is not None


def spend(session: Session, *what: str, until: datetime) -> None:
    """It is used now; `until`: when it is too old in any case (UTC)."""
    session.merge(SpentChallenge(digest=tokens.digest("spent", *what), expires_at=until))
    session.flush()


def purge(session: Session, now: datetime) -> None:
    """Forget what is too old to be used again."""
    session.exec(delete(SpentChallenge).where(col(SpentChallenge.expires_at) <= now))
