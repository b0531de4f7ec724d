"""Whether the secrets of authenticator apps can still be opened: the key that sealed them may be gone."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from css.core.sealing import BrokenSeal, Sealer
from css.models import AuthenticatorApp

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Seals:
    """How many authenticator apps there are, of residents and of staff, and how many secrets can't be opened."""

    apps: int
    broken: int


def count(session: Session, sealer: Sealer) -> Seals:
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
