"""Holders of the old system, brought in by a file, and residents who prove an email."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlmodel import Session, col, select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching import legacy_accounts
from css.matching.claiming import claims
from css.models import Account, ClaimedBy, LegacyAccount, LegacyClaim, Registration
from css.registrations import drafts
from tests import builders
from tests.builders import Person

BringIn = Callable[..., None]
MARISOLS = Person()
NAMELESS = Person(first_name="", last_name="", mobile_phone="")


@contextmanager
def proving(
    database: Database, clock: FixedClock, person: Person = MARISOLS, how: ClaimedBy = ClaimedBy.CODE
) -> Iterator[tuple[Session, Account, Registration, int]]:
    """Somebody has just proven their email: their draft, and how many old accounts have it. It is committed."""
    with database.writing() as session:
        account = builders.account(session, clock.now(), person)
        registration = drafts.begin(
            session,
            account,
            builders.jurisdiction(),
            language="en",
            mobile_phone=person.mobile_phone,
            now=clock.now(),
        )
        found = claims.begin(session, account, registration, how, clock.now())
        session.commit()
        yield session, account, registration, found


def standing(database: Database) -> dict[str, str]:
    """How each legacy account was claimed, by its legacy id."""
    query = (
        select(LegacyAccount.legacy_id, LegacyClaim.how).join(LegacyClaim).where(col(LegacyClaim.undone_at).is_(None))
    )
    with database.reading() as session:
        return dict(session.exec(query).all())


def held(session: Session, legacy_id: str) -> legacy_accounts.Held:
    """The legacy account of this number."""
    public_id = session.exec(select(LegacyAccount.public_id).where(LegacyAccount.legacy_id == legacy_id)).one()
    return legacy_accounts.find(session, public_id)
