"""Somebody registers in Boulder and signs; and somebody else tampers with it."""

import hashlib
import json

from sqlalchemy import text
from sqlmodel import Session, select

from css.core.clock import FixedClock
from css.jurisdictions import Jurisdiction
from css.models import OutboxMessage, Registration, Submission
from css.registrations import drafts, signatures, submissions
from css.registrations.signatures import SignedRecord
from tests import builders
from tests.builders import Person

DRAWN = json.dumps({"box": [640, 176], "strokes": [[[10, 20], [60, 80], [110, 20]]]})


def boulder(**changes: object) -> Jurisdiction:
    return builders.jurisdiction("boulder").model_copy(update=changes)


def sign(
    session: Session, clock: FixedClock, *, strokes: str = "", language: str = "en", city: Jurisdiction | None = None
) -> Registration:
    """Somebody registers in Boulder and signs."""
    city = city or boulder()
    draft = builders.draft(session, clock.now(), Person(), city, language)
    given = {"name": "Marisol Peña", "typed": "" if strokes else "y", "strokes": strokes}
    drafts.save(session, draft, "signature", given, version=draft.version, now=clock.now(), finish=True)
    copy = [("Address", "505 S Vulcan Ave")]
    submissions.submit(session, draft, city, builders.mailer("boulder"), language=language, copy=copy, now=clock.now())
    session.flush()
    return draft


def submission(session: Session) -> Submission:
    return session.exec(select(Submission)).one()


def record(session: Session) -> SignedRecord:
    session.expire_all()
    found = signatures.of(session, submission(session))
    assert found
    return found


def tamper(session: Session, statement: str, **values: str) -> None:
    """As somebody would who has the database in hand."""
    table = statement.split()[1]
    on = f" ON {table}" if session.get_bind().dialect.name == "postgresql" else ""
    session.connection().execute(text(f"DROP TRIGGER {table}_is_immutable{on}"))
    session.connection().execute(text(statement), values)


def store(session: Session, forged: str) -> None:
    """Another snapshot in place of the signed one, with the digest that fits it."""
    digest = hashlib.sha256(forged.encode()).hexdigest()
    tamper(session, "UPDATE submission SET snapshot = :forged, digest = :digest", forged=forged, digest=digest)


def receipt_mail(session: Session) -> OutboxMessage:
    return session.exec(select(OutboxMessage).where(OutboxMessage.kind == "signature-receipt")).one()
