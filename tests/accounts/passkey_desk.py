"""What the tests of passkeys share: the portal as a passkey knows it, and somebody who adds one and enters with it."""

from datetime import datetime

from sqlmodel import Session, select

from css.accounts.passkey.passkeys import Adding, RelyingParty, SigningIn
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AuditEntry, Passkey
from tests import builders
from tests.accounts.authenticator import ORIGIN, RP_ID, Device
from tests.builders import Person

PARTY = RelyingParty(RP_ID, ORIGIN, "City of Encinitas", ("k" * 40,))
MARISOL = Person()
OTHER = Person(email="mirabel@example.com")


def account(database: Database, clock: FixedClock, person: Person = MARISOL) -> Account:
    with database.writing() as session:
        made = builders.account(session, clock.now(), person)
        session.commit()
        return made


def adding(session: Session, whose: Account, now: datetime, party: RelyingParty = PARTY) -> Adding:
    return Adding(session, session.get_one(Account, whose.id), party, now)


def keep(session: Session, whose: Account, answer: str, now: datetime) -> Passkey:
    kept = adding(session, whose, now).finish(answer, name="Phone", mailer=builders.mailer())
    session.flush()
    return kept


def options_to_add(database: Database, whose: Account, now: datetime) -> str:
    with database.reading() as session:
        return adding(session, whose, now).options()


def add(database: Database, whose: Account, now: datetime, device: Device | None = None) -> Device:
    """A passkey of the account's."""
    made = device or Device()
    answer = made.make(options_to_add(database, whose, now))
    with database.writing() as session:
        keep(session, whose, answer, now)
        session.commit()
    return made


def options_to_enter(database: Database, now: datetime, party: RelyingParty = PARTY) -> str:
    with database.reading() as session:
        return SigningIn(session, party, now).options()


def enter(database: Database, answer: str, now: datetime) -> str:
    """Whose email it lets in; what comes of a wrong answer is kept too."""
    with database.writing() as session:
        try:
            return SigningIn(session, PARTY, now).finish(answer).email
        finally:
            session.commit()


def one_passkey(database: Database) -> Passkey:
    with database.reading() as session:
        return session.exec(select(Passkey)).one()


def acts(database: Database) -> list[str]:
    with database.reading() as session:
        return [entry.action for entry in session.exec(select(AuditEntry)) if entry.action.startswith("passkey.")]
