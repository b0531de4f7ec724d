"""Apps that are of no use any more: lost by their owner, or sealed with a key that is gone."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from css.accounts import locks, second_steps
from css.accounts.apps import Apps
from css.accounts.owners import Owner
from css.core.sealing import BrokenSeal, Sealer
from css.models import AuthenticatorApp

AT_ONCE = 500


class NoApp(Exception):
    """The owner has none."""


@dataclass(frozen=True, slots=True)
class Seals:
    """How many authenticator apps there are, of residents and of staff, and how many secrets can't be opened."""

    apps: int
    broken: int


def forget(session: Session, owner: Owner, kept: Apps) -> None:
    """Forget every app and recovery code of somebody who has lost them; raises NoApp. The owner is told by one mail.

    What was tried and begun with them ends too.
    """
    owner.lock(session)
    mine = kept.all()
    if not mine:
        raise NoApp
    for app in mine[1:]:
        session.delete(app)
    session.flush()
    kept.remove(mine[0])
    second_steps.forget(session, owner)
    locks.unlock(session, owner.door())


def seals(session: Session, sealer: Sealer) -> Seals:
    """Try to open every app's secret, a few hundred in memory at a time (some 20,000 a second)."""
    opened = [_opens(sealer, sealed) for sealed in _secrets(session)]
    return Seals(len(opened), opened.count(False))


def _secrets(session: Session) -> Iterator[str]:
    yield from session.exec(select(col(AuthenticatorApp.sealed_secret)).execution_options(yield_per=AT_ONCE))


def _opens(sealer: Sealer, sealed: str) -> bool:
    try:
        sealer.open(sealed)
    except BrokenSeal:
        return False
    return True
