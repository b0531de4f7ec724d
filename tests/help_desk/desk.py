"""What the pages of the help desk say, and what they have left behind."""

import re
from html import unescape
from typing import Any

from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from css.core.db import Database
from css.models import AuditEntry, LegacyAccount, LegacyClaim, LegacyNote, OutboxMessage
from tests.html import StrictClient
from tests.matching.claiming import people

LOOK_UP = "/staff/legacy"

WHY = "She gave the permit’s number"


def text(page: str) -> str:
    """What can be read of a page, without what only machines read."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def url(database: Database, legacy_id: str = "H-1") -> str:
    """A holder's page."""
    with database.reading() as session:
        return f"/staff/legacy/accounts/{_holder(session, legacy_id)}"


def holder_id(database: Database, legacy_id: str = "H-1") -> str:
    """A holder's public id."""
    with database.reading() as session:
        return _holder(session, legacy_id)


def claim_url(database: Database) -> str:
    """Where the only claim is undone."""
    with database.reading() as session:
        return f"/staff/legacy/claims/{session.exec(select(LegacyClaim.public_id)).one()}/undo"


def actions(database: Database) -> list[str]:
    """What staff and residents did with old accounts, oldest first."""
    with database.reading() as session:
        done = select(AuditEntry.action).where(col(AuditEntry.action).startswith("legacy."))
        return [action for action in session.exec(done.order_by(col(AuditEntry.id))) if action != "legacy.imported"]


def notes(database: Database) -> list[tuple[str, str]]:
    """Every note: its kind and its words."""
    with database.reading() as session:
        return [(note.kind, note.text) for note in session.exec(select(LegacyNote).order_by(col(LegacyNote.id)))]


def mails(database: Database) -> list[OutboxMessage]:
    """What was queued, codes aside."""
    with database.reading() as session:
        return people.mails(session)


def standing(database: Database) -> list[str]:
    """How each standing claim was made."""
    with database.reading() as session:
        return list(session.exec(select(LegacyClaim.how).where(col(LegacyClaim.undone_at).is_(None))))


def _holder(session: Session, legacy_id: str) -> str:
    return session.exec(select(LegacyAccount.public_id).where(LegacyAccount.legacy_id == legacy_id)).one()


def look(client: StrictClient, page: str, reason: str = WHY, *, hx: bool = False) -> TestResponse:
    """Ask for the email in full."""
    return client.post(f"{page}/look", data={"look-reason": reason}, hx=hx)


def mail(client: StrictClient, page: str, reason: str = WHY) -> TestResponse:
    """Send the mail to register again."""
    return client.post(f"{page}/mail", data={"mail-reason": reason})


def change(client: StrictClient, page: str, email: str = "now@example.net", **data: Any) -> TestResponse:
    """Give the holder another email."""
    sent = {"email-email": email, "email-reason": WHY, "email-version": "0", **data}
    return client.post(f"{page}/email", data=sent)
